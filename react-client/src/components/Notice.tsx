import type { ReactNode } from 'react';
import styles from './Notice.module.css';

interface NoticeProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  role?: 'alert';
}

/** Takes the place of missing content: says why it is missing, and what the user can do. */
export function Notice({ icon, title, children, role }: NoticeProps) {
  return (
    <div className={styles.notice} role={role}>
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      <p className={styles.title}>{title}</p>
      {children}
    </div>
  );
}
