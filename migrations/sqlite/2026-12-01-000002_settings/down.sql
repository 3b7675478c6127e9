DROP TABLE user_limits;
DROP TABLE settings;
