import type { QueryClient } from '@tanstack/react-query';
import { displayName } from '../format';
import { post, remove } from './client';
import { endpoints } from './endpoints';
import { peopleKeys, personKey, type Acquaintance } from './people';
import { postKeys } from './postCache';
import { storiesKey } from './stories';
import { useToggle } from './toggle';
import type { Following, Person, PersonDetails } from './types';

export function useFollow({ user, followingId }: Acquaintance) {
  const name = displayName(user);

  return useToggle<Following>(followingId, {
    key: ['follow', user.id],
    turnOn: () => post<Following>(endpoints.following, { user_id: user.id }),
    turnOff: (id) => remove(endpoints.followed(id)),
    show: (client, id) => showFollowing(client, user, id),
    // What may be seen of them is different now. Their posts are not asked for again: there may be none to see any more.
    onAgreed: (client) => {
      client.removeQueries({ queryKey: postKeys.by(user.username) });
      for (const queryKey of [postKeys.feed, storiesKey, personKey(user.username)]) {
        void client.invalidateQueries({ queryKey });
      }
    },
    lists: [peopleKeys.all, personKey(user.username)],
    said: { on: `You now follow ${name}`, off: `You no longer follow ${name}` },
    failed: { on: `You do not follow ${name} yet.`, off: `You still follow ${name}.` },
  });
}

/** People stay in the lists they are shown in, so that a change of mind is one click away. */
function showFollowing(client: QueryClient, user: Person, followingId: number | undefined): void {
  client.setQueriesData<Acquaintance[]>({ queryKey: peopleKeys.all }, (people) =>
    people?.map((other) => (other.user.id === user.id ? { ...other, followingId } : other)),
  );
  client.setQueryData<Acquaintance[]>(peopleKeys.following, (people) =>
    people?.every((other) => other.user.id !== user.id) ? [...people, { user, followingId }] : people,
  );
  client.setQueryData<PersonDetails>(personKey(user.username), (person) => person && { ...person, following_id: followingId });
}
