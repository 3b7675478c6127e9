import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Person } from '../api/types';
import { displayName } from '../format';
import { paths } from '../navigation/routes';
import { Avatar } from './Avatar';
import styles from './PersonRow.module.css';

interface PersonRowProps {
  user: Person;
  /** Says more about them. */
  note?: string;
  children?: ReactNode;
}

/** Somebody's picture and names, which lead to their page, with what can be done about them at the end of the row. */
export function PersonRow({ user, note, children }: PersonRowProps) {
  return (
    <div className={styles.row}>
      <Link href={paths.person(user.username)} className={styles.person}>
        <Avatar user={user} />
        <span className={styles.names}>
          <span className={styles.name} dir="auto">
            {displayName(user)}
          </span>{' '}
          <span className={styles.username}>@{user.username}</span>
          {note && <span className={styles.note}>{note}</span>}
        </span>
      </Link>
      {children}
    </div>
  );
}
