/** What waits in the outbox. */
import type { NewPost } from '../api/types';

/** A photo of a waiting post that has not been uploaded, or may have to be uploaded again. */
export interface KeptPhoto {
  file: File;
  /** The Idempotency-Key of its upload. */
  key: string;
}

export interface CommentChange { kind: 'comment'; postId: number; text: string }
export interface LikeChange { kind: 'like'; postId: number; name: string }
/** Without the id of the like if the like may still wait itself. */
export interface UnlikeChange { kind: 'unlike'; postId: number; name: string; likeId?: number }
/** The photos by their position in the post. */
export interface PostChange { kind: 'post'; post: NewPost; photos: (KeptPhoto | undefined)[]; uploadedAgain?: true }
export type Change = CommentChange | LikeChange | UnlikeChange | PostChange;

export interface NewEntry {
  userId: number;
  /** The Idempotency-Key of every attempt to send it. */
  key: string;
  change: Change;
  /** In ISO 8601. */
  createdAt: string;
  /** When the first attempt began, in milliseconds since 1970. Since then, the server may have it. */
  firstSentAt?: number;
  /** Why the server refused it. It is not sent again until the user asks for it. */
  failure?: string;
}

export interface Entry extends NewEntry {
  /** Entries are sent in the order of their ids. */
  id: number;
}
