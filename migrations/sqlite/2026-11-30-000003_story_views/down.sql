DROP TABLE story_views;
