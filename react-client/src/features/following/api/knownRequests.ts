import { endpoints } from '../../../lib/api/endpoints';
import { usePagedList } from '../../../lib/api/pagedList';
import { followRequestKeys } from '../../../lib/api/queryKeys';
import type { FollowRequest } from '../../../lib/api/types';

type Direction = 'incoming' | 'outgoing';

/** The pending requests to follow the viewer, or the viewer's own, newest first. */
export function useFollowRequests(direction: Direction) {
  return usePagedList<FollowRequest>(followRequestKeys[direction], endpoints.followRequests(direction));
}

/** As `useFollowRequests`, but only once `WatchFollowRequests` has loaded them. */
export function useKnownRequests(direction: Direction) {
  return usePagedList<FollowRequest>(followRequestKeys[direction], endpoints.followRequests(direction), { enabled: false });
}
