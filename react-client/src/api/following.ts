import type { QueryClient } from '@tanstack/react-query';
import { displayName } from '../format';
import { post, remove } from './client';
import { endpoints } from './endpoints';
import { followingKey, storiesKey, suggestionsKey, type Person } from './people';
import { postKeys } from './postCache';
import { useToggle } from './toggle';
import type { Following, User } from './types';

export function useFollow({ user, followingId }: Person) {
  const name = displayName(user);

  return useToggle<Following>(followingId, {
    key: ['follow', user.id],
    turnOn: () => post<Following>(endpoints.following, { user_id: user.id }),
    turnOff: (id) => remove(endpoints.followed(id)),
    show: (client, id) => showFollowing(client, user, id),
    onAgreed: (client) => {
      void client.invalidateQueries({ queryKey: postKeys.feed });
      void client.invalidateQueries({ queryKey: storiesKey });
    },
    lists: [followingKey, suggestionsKey],
    said: { on: `You now follow ${name}`, off: `You no longer follow ${name}` },
    failed: { on: `You do not follow ${name} yet.`, off: `You still follow ${name}.` },
  });
}

/** People stay in the lists they are shown in, so that a change of mind is one click away. */
function showFollowing(client: QueryClient, user: User, followingId: number | undefined): void {
  const person: Person = { user, followingId };
  const replaced = (people: Person[]) => people.map((other) => (other.user.id === user.id ? person : other));

  client.setQueryData<Person[]>(suggestionsKey, (people) => people && replaced(people));
  client.setQueryData<Person[]>(followingKey, (people) => {
    if (!people) return undefined;
    return people.some((other) => other.user.id === user.id) ? replaced(people) : [...people, person];
  });
}
