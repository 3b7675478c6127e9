import { UserRow } from '../../../components/UserRow';
import { text } from '../../../lib/text';
import type { ListedUser } from '../api/userLists';
import { FollowButton } from './FollowButton';

interface UserListProps {
  users: ListedUser[];
  /** False while the list of users that the viewer follows is still loading. */
  followingKnown?: boolean;
}

export function UserList({ users, followingKnown = true }: UserListProps) {
  return (
    <ul>
      {users.map((listed) => (
        <li key={listed.user.id}>
          <UserRow user={listed.user} note={listed.followedBy && followers(listed.followedBy)}>
            {followingKnown && <FollowButton listed={listed} />}
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
