-- The number of the pieces of long recordings, which come with them.
SELECT 1;
