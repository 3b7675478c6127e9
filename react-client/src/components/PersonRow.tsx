import type { ReactNode } from 'react';
import type { User } from '../api/types';
import { displayName } from '../format';
import { Avatar } from './Avatar';
import styles from './PersonRow.module.css';

interface PersonRowProps {
  user: User;
  children?: ReactNode;
}

/** Somebody's picture and names, with what can be done about them at the end of the row. */
export function PersonRow({ user, children }: PersonRowProps) {
  return (
    <div className={styles.row}>
      <Avatar user={user} />
      <div className={styles.names}>
        <span className={styles.name} dir="auto">
          {displayName(user)}
        </span>
        <span className={styles.username}>@{user.username}</span>
      </div>
      {children}
    </div>
  );
}
