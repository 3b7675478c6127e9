DROP TABLE mutes;
DROP TABLE blocks;
ALTER TABLE users DROP COLUMN has_blocks_or_mutes;
