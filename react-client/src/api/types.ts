/** What the API answers. Optional ids are absent, not null, when the viewer has no like, bookmark or following. */

/** Somebody, as everybody may see them. */
export interface Person {
  id: number;
  first_name: string;
  last_name: string;
  username: string;
  image_url: string | null;
  thumb_url: string | null;
}

export interface User extends Person {
  email: string;
}

/** How much of their quota the viewer has used, in bytes and in uploaded images. */
export interface StorageUse {
  bytes_used: number;
  bytes_limit: number;
  images_used: number;
  images_limit: number;
}

export interface FoundPerson extends Person {
  following_id?: number;
}

/** Somebody's page. The counts are for those who may see the posts. */
export interface PersonDetails extends FoundPerson {
  is_you: boolean;
  posts_count?: number;
  followers_count?: number;
  following_count?: number;
}

/** Somebody whom people follow whom the viewer follows. */
export interface FriendOfFriends extends Person {
  /** Usernames, of some of them. */
  followed_by: string[];
  followed_by_count: number;
}

export interface Comment {
  id: number;
  text: string;
  post_id: number;
  user: Person;
  likes_count: number;
  current_user_like_id?: number;
  /** Set by this client while the server is asked to delete it. */
  hidden?: boolean;
}

export interface Like {
  id: number;
  user_id: number;
  post_id: number;
}

export interface CommentLike {
  id: number;
  user_id: number;
  comment_id: number;
}

export interface BookmarkedPost {
  id: number;
  image_url: string;
  user: Person;
  caption: string | null;
  alt_text: string | null;
  display_time: string;
  likes: Like[];
  current_user_like_id?: number;
  current_user_bookmark_id?: number;
}

export interface Post extends BookmarkedPost {
  /** The newest of them, oldest first. */
  comments: Comment[];
  comments_count: number;
}

export interface Bookmark {
  id: number;
  post: BookmarkedPost;
}

export interface Following {
  id: number;
  following: Person;
}

export interface Follower {
  id: number;
  follower: Person;
}

export interface Story {
  id: number;
  text: string;
  user: Person;
  image_url: string | null;
  display_time: string;
}

export interface NewPost {
  image_url: string;
  caption: string;
  alt_text: string;
}

export interface NewStory {
  text?: string;
  image_url?: string;
}

/** A picture that the server has taken in. */
export interface UploadedPicture {
  image_url: string;
  thumb_url: string;
  width: number;
  height: number;
}

export interface ProfileChanges {
  first_name?: string;
  last_name?: string;
  image_url?: string;
  thumb_url?: string;
  email?: string;
  /** Goes with a new e-mail address. */
  password?: string;
}
