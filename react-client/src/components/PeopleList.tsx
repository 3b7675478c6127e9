import type { Acquaintance } from '../api/people';
import { list } from '../format';
import { FollowButton } from './FollowButton';
import { PersonRow } from './PersonRow';

interface PeopleListProps {
  people: Acquaintance[];
  /** Whether it is known yet whom the viewer follows. */
  followingKnown?: boolean;
}

export function PeopleList({ people, followingKnown = true }: PeopleListProps) {
  return (
    <ul>
      {people.map((person) => (
        <li key={person.user.id}>
          <PersonRow user={person.user} note={person.followedBy && followers(person.followedBy)}>
            {followingKnown && <FollowButton person={person} />}
          </PersonRow>
        </li>
      ))}
    </ul>
  );
}

/** Of whom follows somebody, so many are named: a phone is narrow. */
const NAMED = 2;

/** `Followed by ben, cleo and 3 others`. */
function followers({ names, count }: NonNullable<Acquaintance['followedBy']>): string {
  const named = names.slice(0, NAMED);
  const others = count - named.length;
  return `Followed by ${list([...named, ...(others > 0 ? [others === 1 ? '1 other' : `${others} others`] : [])])}`;
}
