DROP TABLE avatar_photos;
DROP TABLE avatar_consents;
DROP TABLE avatars;
