DROP TABLE follow_requests;
ALTER TABLE users DROP COLUMN is_private;
