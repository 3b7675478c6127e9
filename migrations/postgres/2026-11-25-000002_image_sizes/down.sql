DROP INDEX images_by_owner;
ALTER TABLE images DROP COLUMN bytes;
CREATE INDEX images_by_owner ON images (user_id);
