import type { QueryClient } from '@tanstack/react-query';
import { post, remove } from '../../../lib/api/client';
import { endpoints } from '../../../lib/api/endpoints';
import { postKeys, storiesKey, userListKeys, userProfileKey } from '../../../lib/api/queryKeys';
import type { Following, UserProfile, UserSummary } from '../../../lib/api/types';
import { useToggle } from '../../../lib/api/useToggle';
import { displayName } from '../../../lib/names';
import { text } from '../../../lib/text';
import type { ListedUser } from './userLists';

export function useFollow({ user, followingId }: ListedUser) {
  const name = displayName(user);

  return useToggle<Following>(followingId, {
    key: ['follow', user.id],
    turnOn: () => post<Following>(endpoints.following, { user_id: user.id }),
    turnOff: (id) => remove(endpoints.followed(id)),
    show: (client, id) => showFollowing(client, user, id),
    // The viewer may now see more or less of this user. Their posts are removed, not reloaded: they may not be visible any more.
    onConfirmed: (client) => {
      client.removeQueries({ queryKey: postKeys.by(user.username) });
      for (const queryKey of [postKeys.feed, storiesKey, userProfileKey(user.username)]) {
        void client.invalidateQueries({ queryKey });
      }
    },
    lists: [userListKeys.all, userProfileKey(user.username)],
    said: { on: text.following.followed(name), off: text.following.unfollowed(name) },
    failed: { on: text.following.notFollowed(name), off: text.following.notUnfollowed(name) },
  });
}

/** Users stay in the lists that show them, so that following again takes one click. */
function showFollowing(client: QueryClient, user: UserSummary, followingId: number | undefined): void {
  client.setQueriesData<ListedUser[]>({ queryKey: userListKeys.all }, (users) =>
    users?.map((other) => (other.user.id === user.id ? { ...other, followingId } : other)),
  );
  client.setQueryData<ListedUser[]>(userListKeys.following, (users) =>
    users?.every((other) => other.user.id !== user.id) ? [...users, { user, followingId }] : users,
  );
  client.setQueryData<UserProfile>(userProfileKey(user.username), (profile) => profile && { ...profile, following_id: followingId });
}
