import { useMutation, useQueryClient } from '@tanstack/react-query';
import { announce, announceFailure } from '../../../lib/announcements';
import { get, post, remove } from '../../../lib/api/client';
import { endpoints } from '../../../lib/api/endpoints';
import { laterEndpoints } from '../../../lib/api/laterEndpoints';
import { usePagedList } from '../../../lib/api/pagedList';
import { followersKey, followRequestKeys, userProfileKey } from '../../../lib/api/queryKeys';
import type { FollowRequest, UserProfile, UserSummary } from '../../../lib/api/types';
import { displayName } from '../../../lib/names';
import { laterText } from '../../../lib/text/later';

/** The pending requests to follow the viewer, newest first. */
export function useFollowRequests() {
  return usePagedList<FollowRequest>(followRequestKeys.incoming, endpoints.followRequests);
}

/** Withdraws the viewer's request to follow a user, if it is still pending. */
export async function withdraw({ username }: UserSummary): Promise<void> {
  const { follow_request_id: id } = await get<UserProfile>(endpoints.user(username));
  if (id !== undefined) await remove(laterEndpoints.followRequest(id));
}

/** Accepts or declines a request to follow the viewer. */
export function useAnswer(id: number, user: UserSummary) {
  const client = useQueryClient();
  const name = displayName(user);
  return useMutation({
    mutationFn: (accept: boolean): Promise<unknown> =>
      accept ? post(laterEndpoints.acceptFollowRequest(id), {}) : remove(laterEndpoints.followRequest(id)),
    onSuccess: (_, accept) =>
      announce(accept ? laterText.followRequests.accepted(name) : laterText.followRequests.declined(name)),
    onError: (error) => announceFailure(laterText.followRequests.notAnswered(name), error),
    // Also after a failure: the request may have been withdrawn.
    onSettled: () => reloadFollowers(client, user),
  });
}

/** Removes a follower of the viewer. */
export function useRemoveFollower(id: number, user: UserSummary) {
  const client = useQueryClient();
  const name = displayName(user);
  return useMutation({
    mutationFn: () => remove(laterEndpoints.follower(id)),
    onSuccess: () => announce(laterText.followRequests.removed(name)),
    onError: (error) => announceFailure(laterText.followRequests.notRemoved(name), error),
    onSettled: () => reloadFollowers(client, user),
  });
}

function reloadFollowers(client: ReturnType<typeof useQueryClient>, { username }: UserSummary): Promise<unknown> {
  const keys = [followRequestKeys.all, followersKey, userProfileKey(username)];
  return Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
}
