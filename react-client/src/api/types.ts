/** What the API answers. Optional ids are absent, not null, when the viewer has no like or bookmark. */

export interface User {
  id: number;
  first_name: string;
  last_name: string;
  username: string;
  email: string;
  image_url: string | null;
  thumb_url: string | null;
}

export interface Comment {
  id: number;
  text: string;
  post_id: number;
  user: User;
}

export interface Like {
  id: number;
  user_id: number;
  post_id: number;
}

export interface BookmarkedPost {
  id: number;
  image_url: string;
  user: User;
  caption: string | null;
  alt_text: string | null;
  display_time: string;
  likes: Like[];
  current_user_like_id?: number;
  current_user_bookmark_id?: number;
}

export interface Post extends BookmarkedPost {
  comments: Comment[];
}

export interface Bookmark {
  id: number;
  post: BookmarkedPost;
}

export interface Following {
  id: number;
  following: User;
}

export interface Follower {
  id: number;
  follower: User;
}

export interface Story {
  id: number;
  text: string;
  user: User;
}

export interface NewPost {
  image_url: string;
  caption: string;
  alt_text: string;
}
