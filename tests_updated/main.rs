//! The integration suite: the real server, over HTTP, on a real database.
//!
//! `TEST_DATABASE=sqlite` (the default) or `postgres` says which; for PostgreSQL, `TEST_POSTGRES_URL` names a
//! cluster in which databases may be created. With `TEST_URL`, `TEST_DB_URL` and `JWT_SECRET` the suite runs
//! against a server that is running already, beside the database it uses.

mod basics;
mod test_app;

mod accounts;
mod admin;
mod adoption;
mod all_answers;
mod attacks;
mod audiences;
mod blocks;
mod bookmarks;
mod cli;
mod comment_likes;
mod comments;
mod cors;
mod csrf;
mod data_export;
mod defences;
mod demo;
mod disabled;
mod docs;
mod durability;
mod fairness;
mod faults;
mod follow_requests;
mod followers;
mod following;
mod guest_links;
mod hidden;
mod hostile;
mod ids;
mod images;
mod layers;
mod likes;
mod login;
mod logout;
mod malformed;
mod memory;
mod moderation;
mod mutes;
mod notifications;
mod odd_rows;
mod openapi;
mod operations;
mod operator;
mod pages;
mod paging;
mod postgres;
mod posts;
mod process;
mod profile;
mod races;
mod raw;
mod reports;
mod restore;
mod revocation;
mod routes;
mod schema;
mod session_end;
mod settings;
mod sign_in_limits;
mod signup;
mod statements;
mod stories;
mod suggestions;
mod tags;
mod threads;
mod token;
mod users;
mod versions;
mod visibility;
mod write_limits;
