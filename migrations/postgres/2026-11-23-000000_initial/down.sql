DROP TABLE stories;
DROP TABLE following;
DROP TABLE likes_comments;
DROP TABLE bookmarks;
DROP TABLE likes_posts;
DROP TABLE comments;
DROP TABLE posts;
DROP TABLE users;
