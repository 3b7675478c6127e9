import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './BottomNotice.module.css';

/** The notices at the bottom of the window, one above the other. */
export function BottomNotices({ children }: { children: ReactNode }) {
  return <div className={styles.notices}>{children}</div>;
}

export function BottomNotice({ Icon, children }: { Icon: LucideIcon; children: ReactNode }) {
  return (
    <div className={styles.notice}>
      <Icon size={18} aria-hidden="true" />
      {children}
    </div>
  );
}

export function NoticeButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className={styles.button} onClick={onClick}>
      {children}
    </button>
  );
}
