-- The size of an image's files in bytes, for the quota of its owner; 0 if it was not measured yet.
ALTER TABLE images ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0;

-- The quota is checked on the index alone.
DROP INDEX images_by_owner;
CREATE INDEX images_by_owner ON images (user_id, bytes);
