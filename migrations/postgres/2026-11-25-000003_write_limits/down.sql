CREATE INDEX comments_by_post ON comments (post_id, id);
DROP INDEX comments_by_time;
DROP TABLE write_counts;
