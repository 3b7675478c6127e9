/** The types of the API. Optional ids are absent, not null, if the viewer has no like, bookmark or following. */

/** A user as everyone may see them. */
export interface UserSummary {
  id: number;
  first_name: string;
  last_name: string;
  username: string;
  image_url: string | null;
  thumb_url: string | null;
}

export interface User extends UserSummary {
  email: string;
}

/** How much of their quota the viewer has used, in bytes and in uploaded images. */
export interface StorageUse {
  bytes_used: number;
  bytes_limit: number;
  images_used: number;
  images_limit: number;
}

export interface FoundUser extends UserSummary {
  following_id?: number;
}

/** The counts are present if the viewer may see the posts. */
export interface UserProfile extends FoundUser {
  is_you: boolean;
  posts_count?: number;
  followers_count?: number;
  following_count?: number;
}

/** A friend of a friend: users that the viewer follows also follow this one. */
export interface FriendOfFriends extends UserSummary {
  /** Some of their usernames. */
  followed_by: string[];
  followed_by_count: number;
}

export interface Comment {
  id: number;
  text: string;
  post_id: number;
  user: UserSummary;
  likes_count: number;
  current_user_like_id?: number;
  /** Set by the client while the server deletes the comment. */
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
  user: UserSummary;
  caption: string | null;
  alt_text: string | null;
  display_time: string;
  likes: Like[];
  current_user_like_id?: number;
  current_user_bookmark_id?: number;
}

export interface Post extends BookmarkedPost {
  /** The newest comments, oldest first. */
  comments: Comment[];
  comments_count: number;
}

export interface Bookmark {
  id: number;
  post: BookmarkedPost;
}

export interface Following {
  id: number;
  following: UserSummary;
}

export interface Follower {
  id: number;
  follower: UserSummary;
}

export interface Story {
  id: number;
  text: string;
  user: UserSummary;
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

export interface UploadedImage {
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
  /** Required with a new e-mail address. */
  password?: string;
}
