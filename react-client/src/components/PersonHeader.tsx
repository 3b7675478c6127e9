import type { ReactNode } from 'react';
import type { Person } from '../api/types';
import { displayName } from '../format';
import { Avatar } from './Avatar';
import styles from './PersonHeader.module.css';

interface PersonHeaderProps {
  person: Person;
  /** More about them, in lines. */
  children: ReactNode;
  /** What can be done about them. */
  action: ReactNode;
}

/** Whose page this is. */
export function PersonHeader({ person, children, action }: PersonHeaderProps) {
  return (
    <div className={styles.header}>
      <Avatar user={person} size="huge" />
      <div className={styles.about}>
        <p className={styles.name} dir="auto">
          {displayName(person)}
        </p>
        <p className={styles.line}>@{person.username}</p>
        {children}
      </div>
      <div className={styles.action}>{action}</div>
    </div>
  );
}

export function Counts({ children }: { children: ReactNode }) {
  return <p className={styles.counts}>{children}</p>;
}
