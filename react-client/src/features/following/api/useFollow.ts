import type { QueryClient } from '@tanstack/react-query';
import { post, remove } from '../../../lib/api/client';
import { endpoints } from '../../../lib/api/endpoints';
import { changePages, type Pages } from '../../../lib/api/pagedList';
import { followRequestKeys, postKeys, storiesKey, userListKeys, userProfileKey } from '../../../lib/api/queryKeys';
import type { Following, FollowRequest, FollowRequested, UserProfile, UserSummary } from '../../../lib/api/types';
import { PENDING_ID, useToggle } from '../../../lib/api/useToggle';
import { displayName } from '../../../lib/names';
import { laterText } from '../../../lib/text/later';
import type { FollowingId, ListedUser } from '../listedUser';

export function useFollow({ user, followingId }: ListedUser) {
  const name = displayName(user);

  return useToggle<{ id: FollowingId }>(followingId, {
    key: ['follow', user.id],
    turnOn: async () => {
      const answer = await post<Following | FollowRequested>(endpoints.following, { user_id: user.id });
      return { id: 'id' in answer ? answer.id : answer.status };
    },
    turnOff: async (id) =>
      id === 'requested' ? (await import('./followRequests')).withdraw(user) : remove(endpoints.followed(id)),
    show: (client, id) => showFollowing(client, user, id),
    // The viewer may now see more or less of this user. Their posts are removed, not reloaded: they may not be visible any more.
    onConfirmed: (client) => {
      client.removeQueries({ queryKey: postKeys.by(user.username) });
      for (const queryKey of [postKeys.feed, storiesKey, userProfileKey(user.username), followRequestKeys.outgoing]) {
        void client.invalidateQueries({ queryKey });
      }
    },
    lists: [userListKeys.all, userProfileKey(user.username)],
    said: {
      on: (id) => (id === 'requested' ? laterText.follow.asked(name) : laterText.follow.followed(name)),
      off: (id) => (id === 'requested' ? laterText.follow.withdrawn(name) : laterText.follow.unfollowed(name)),
    },
    failed: { on: laterText.follow.notFollowed(name), off: laterText.follow.notUnfollowed(name) },
  });
}

/** Users stay in the lists that show them, so that following again takes one click. */
function showFollowing(client: QueryClient, user: UserSummary, followingId: FollowingId | undefined): void {
  const requested = followingId === 'requested';
  client.setQueriesData<ListedUser[]>({ queryKey: userListKeys.all }, (users) =>
    users?.map((other) => (other.user.id === user.id ? { ...other, followingId } : other)),
  );
  client.setQueryData<ListedUser[]>(userListKeys.following, (users) =>
    !requested && users?.every((other) => other.user.id !== user.id) ? [...users, { user, followingId }] : users,
  );
  client.setQueryData<Pages<FollowRequest>>(followRequestKeys.outgoing, (requests) =>
    requests &&
    changePages(requests, (items, page) => {
      const others = items.filter((request) => request.user.id !== user.id);
      return requested && page === 0 ? [{ id: PENDING_ID, user, created_at: null }, ...others] : others;
    }),
  );
  const ids = {
    following_id: requested ? undefined : followingId,
    follow_request_id: requested ? PENDING_ID : undefined,
  };
  client.setQueryData<UserProfile>(userProfileKey(user.username), (profile) => profile && { ...profile, ...ids });
}
