DROP TABLE jobs;
DROP TABLE instances;
DROP TABLE outbox;
DROP TABLE inbox;
DROP TABLE conversations;
DROP TABLE users;
