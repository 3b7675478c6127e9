import { Link } from 'wouter';
import type { UserSummary } from '../lib/api/types';
import { paths } from '../lib/navigation/routes';
import { Avatar } from './Avatar';
import { Identity } from './Identity';
import styles from './UserLink.module.css';

interface UserLinkProps {
  user: UserSummary;
}

/** A user's name and username, which link to their profile. */
export function UserLink({ user }: UserLinkProps) {
  return (
    <Link href={paths.user(user.username)} className={styles.name}>
      <Identity user={user} />
    </Link>
  );
}

/** A user's photo, which links to their profile. Hidden from screen readers and keyboards: the name beside it is a link too. */
export function AvatarLink({ user, size }: UserLinkProps & { size?: 'small' }) {
  return (
    <Link href={paths.user(user.username)} tabIndex={-1} aria-hidden="true">
      <Avatar user={user} size={size} />
    </Link>
  );
}
