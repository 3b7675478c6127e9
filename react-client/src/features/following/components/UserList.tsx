import { UserRow } from '../../../components/UserRow';
import { text } from '../../../lib/text';
import type { ListedUser } from '../api/userLists';
import { FollowButton } from './FollowButton';

export function UserList({ users }: { users: ListedUser[] }) {
  return (
    <ul>
      {users.map((listed) => (
        <li key={listed.user.id}>
          <UserRow user={listed.user} note={listed.followedBy && followers(listed.followedBy)}>
            <FollowButton listed={listed} />
          </UserRow>
        </li>
      ))}
    </ul>
  );
}

/** How many followers are named: a phone is narrow. */
const MAX_NAMED = 2;

function followers({ names, count }: NonNullable<ListedUser['followedBy']>): string {
  const named = names.slice(0, MAX_NAMED).map((username) => `@${username}`);
  return text.following.followedBy(named, count - named.length);
}
