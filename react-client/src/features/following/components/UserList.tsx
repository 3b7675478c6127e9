import { UserRow } from '../../../components/UserRow';
import type { ListedUser } from '../listedUser';
import { FollowButton } from './FollowButton';

interface UserListProps {
  users: ListedUser[];
  /** A further line about a user. */
  note?: (listed: ListedUser) => string | undefined;
}

export function UserList({ users, note }: UserListProps) {
  return (
    <ul>
      {users.map((listed) => (
        <li key={listed.user.id}>
          <UserRow user={listed.user} note={note?.(listed)}>
            <FollowButton listed={listed} />
          </UserRow>
        </li>
      ))}
    </ul>
  );
}
