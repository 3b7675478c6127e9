import type { Acquaintance } from '../api/people';
import { FollowButton } from './FollowButton';
import { PersonRow } from './PersonRow';

export function Suggestion({ person }: { person: Acquaintance }) {
  return (
    <li>
      <PersonRow user={person.user}>
        <FollowButton person={person} />
      </PersonRow>
    </li>
  );
}
