import type { Person } from '../api/people';
import { FollowButton } from './FollowButton';
import { PersonRow } from './PersonRow';

interface PeopleListProps {
  people: Person[];
  /** Whether it is known yet whom the viewer follows. */
  followingKnown?: boolean;
}

export function PeopleList({ people, followingKnown = true }: PeopleListProps) {
  return (
    <ul>
      {people.map((person) => (
        <li key={person.user.id}>
          <PersonRow user={person.user}>{followingKnown && <FollowButton person={person} />}</PersonRow>
        </li>
      ))}
    </ul>
  );
}
