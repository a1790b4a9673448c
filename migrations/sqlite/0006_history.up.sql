-- Stands for the migration of the history until that is merged.
SELECT 1;
