import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { announce, announceFailure } from '../../../lib/announcements';
import { ApiError, get, post, remove } from '../../../lib/api/client';
import { endpoints } from '../../../lib/api/endpoints';
import { laterEndpoints } from '../../../lib/api/laterEndpoints';
import { followersKey, followRequestKeys, userProfileKeys } from '../../../lib/api/queryKeys';
import type { UserProfile, UserSummary } from '../../../lib/api/types';
import { displayName } from '../../../lib/names';
import { laterText } from '../../../lib/text/later';

/** Withdraws the viewer's request to follow a user. If it has just been accepted, unfollows the user. */
export async function withdraw({ username }: UserSummary): Promise<void> {
  const { follow_request_id: id, following_id: followingId } = await get<UserProfile>(endpoints.user(username));
  if (id !== undefined) await remove(laterEndpoints.followRequest(id));
  else if (followingId !== undefined) await remove(endpoints.followed(followingId));
}

/** Accepts or declines a request to follow the viewer. Calls `onGone` before the request disappears from its list. */
export function useAnswer(id: number, user: UserSummary, onGone: () => void) {
  const client = useQueryClient();
  const name = displayName(user);
  return useMutation({
    mutationFn: (accept: boolean): Promise<unknown> =>
      accept ? post(laterEndpoints.acceptFollowRequest(id), {}) : remove(laterEndpoints.followRequest(id)),
    onSuccess: (_, accept) => {
      announce(accept ? laterText.followRequests.accepted(name) : laterText.followRequests.declined(name));
      onGone();
    },
    onError: (error) => {
      announceFailure(laterText.followRequests.notAnswered(name), error);
      // It has been withdrawn.
      if (error instanceof ApiError && error.code === 'not_found') onGone();
    },
    onSettled: () => reloadFollowers(client),
  });
}

/** Removes a follower of the viewer. Calls `onGone` before the follower disappears from the list. */
export function useRemoveFollower(id: number, user: UserSummary, onGone: () => void) {
  const client = useQueryClient();
  const name = displayName(user);
  return useMutation({
    mutationFn: () => remove(laterEndpoints.follower(id)),
    onSuccess: () => {
      announce(laterText.followRequests.removed(name));
      onGone();
    },
    onError: (error) => announceFailure(laterText.followRequests.notRemoved(name), error),
    onSettled: () => reloadFollowers(client),
  });
}

/** Reloads the viewer's followers and follow requests, and the counts on profiles. */
export function reloadFollowers(client: QueryClient): Promise<unknown> {
  const keys = [followRequestKeys.incoming, followersKey, userProfileKeys];
  return Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
}
