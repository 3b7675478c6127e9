import type { ReactNode } from 'react';
import { Avatar } from '../../../components/Avatar';
import type { UserSummary } from '../../../lib/api/types';
import { displayName } from '../../../lib/names';
import styles from './UserHeader.module.css';

interface UserHeaderProps {
  user: UserSummary;
  /** More lines about the user. */
  children: ReactNode;
  /** A button or link beside them. */
  action: ReactNode;
}

/** The head of a profile. */
export function UserHeader({ user, children, action }: UserHeaderProps) {
  return (
    <div className={styles.header}>
      <Avatar user={user} size="huge" />
      <div className={styles.about}>
        <p className={styles.name} dir="auto">
          {displayName(user)}
        </p>
        <p className={styles.line}>
          <bdi>@{user.username}</bdi>
        </p>
        {children}
      </div>
      <div className={styles.action}>{action}</div>
    </div>
  );
}

export function Counts({ children }: { children: ReactNode }) {
  return <p className={styles.counts}>{children}</p>;
}
