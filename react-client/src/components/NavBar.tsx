import { LogOut, Settings } from 'lucide-react';
import { Link } from 'wouter';
import { useProfile } from '../api/people';
import { discardAllDrafts } from '../drafts/draftStore';
import { paths } from '../navigation/routes';
import { Logo } from './Logo';
import styles from './NavBar.module.css';
import { NavLinks } from './NavLinks';

interface NavBarProps {
  /** The page that is shown, dialogs aside. */
  page: string;
}

export function NavBar({ page }: NavBarProps) {
  const viewer = useProfile().data;
  return (
    <header className={styles.header}>
      <div className={styles.bar}>
        <Link href={paths.feed} className={styles.home}>
          <Logo />
        </Link>
        <NavLinks page={page} />
        <div className={styles.account}>
          <Link
            href={paths.profile}
            className={`${styles.link} ${styles.username}`}
            aria-current={page === paths.profile ? 'page' : undefined}
          >
            {viewer?.username ?? ''}
            <span className="visually-hidden"> (your profile)</span>
          </Link>
          <a href="/api" className={styles.link}>
            API<span className="visually-hidden"> explorer</span>
          </a>
          <Link href={paths.settings} className={styles.link} aria-current={page === paths.settings ? 'page' : undefined}>
            <Settings size={20} aria-hidden="true" className={styles.icon} />
            <span className="visually-hidden">Settings</span>
          </Link>
          <a href="/logout" className={styles.link} onClick={discardAllDrafts}>
            <LogOut size={20} aria-hidden="true" className={styles.icon} />
            <span className="visually-hidden">Sign out</span>
          </a>
        </div>
      </div>
    </header>
  );
}
