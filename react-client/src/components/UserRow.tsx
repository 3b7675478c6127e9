import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { UserSummary } from '../lib/api/types';
import { paths } from '../lib/navigation/routes';
import { Avatar } from './Avatar';
import { Identity } from './Identity';
import styles from './UserRow.module.css';

interface UserRowProps {
  user: UserSummary;
  /** A further line about the user. */
  note?: string;
  /** False for a user whose profile the viewer does not find. */
  isLink?: boolean;
  children?: ReactNode;
}

/** A user's photo and names, which link to their profile, and an action at the end of the row. */
export function UserRow({ user, note, isLink = true, children }: UserRowProps) {
  const content = (
    <>
      <Avatar user={user} />
      <span className={styles.names}>
        <Identity user={user} stacked />
        {note && <span className={styles.note} dir="auto">{note}</span>}
      </span>
    </>
  );
  return (
    <div className={styles.row}>
      {isLink ? (
        <Link href={paths.user(user.username)} className={styles.user}>
          {content}
        </Link>
      ) : (
        <div className={styles.user}>{content}</div>
      )}
      {children}
    </div>
  );
}
