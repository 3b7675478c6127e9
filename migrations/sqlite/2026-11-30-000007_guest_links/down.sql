DROP TABLE guest_link_posts;
DROP TABLE guest_links;
