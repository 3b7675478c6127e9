import type { Following, FollowRequested, FoundUser, UserSummary } from '../../lib/api/types';

/** The id of the viewer's following of a user, or the status of a request that the private user has not accepted yet. */
export type FollowingId = Following['id'] | FollowRequested['status'];

/** A user in a list, with a follow button. */
export interface ListedUser {
  user: UserSummary;
  followingId?: FollowingId;
  /** Users who follow them and whom the viewer follows: some usernames, and how many there are. */
  followedBy?: { names: string[]; count: number };
}

/** The viewer's following of a user, in the answers of the API. */
export function followingIdOf(user: FoundUser): FollowingId | undefined {
  return user.following_id ?? (user.follow_request_id === undefined ? undefined : 'requested');
}
