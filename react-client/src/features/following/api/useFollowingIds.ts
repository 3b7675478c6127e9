import { laterEndpoints } from '../../../lib/api/laterEndpoints';
import { usePagedList } from '../../../lib/api/pagedList';
import { followRequestKeys } from '../../../lib/api/queryKeys';
import type { FollowRequest, UserSummary } from '../../../lib/api/types';
import type { FollowingId } from '../listedUser';
import { useFollowing } from './userLists';

/**
 * For lists whose answers do not say whom the viewer follows: a function that does, or undefined while that is loading. Of the
 * viewer's requests, only the newest page is known, and none until it has loaded.
 */
export function useFollowingIds(): ((user: UserSummary) => FollowingId | undefined) | undefined {
  const following = useFollowing().data;
  const requests = usePagedList<FollowRequest>(followRequestKeys.outgoing, laterEndpoints.ownFollowRequests).data;
  if (!following) return undefined;
  return (user) =>
    following.find((followed) => followed.user.id === user.id)?.followingId ??
    (requests?.some((request) => request.user.id === user.id) ? 'requested' : undefined);
}
