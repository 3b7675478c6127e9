import { Bell, Settings } from 'lucide-react';
import { Link } from 'wouter';
import { UnseenCount } from '../features/notifications/components/UnseenCount';
import { useCurrentUser } from '../features/session/api/currentUser';
import { paths } from '../lib/navigation/routes';
import { text } from '../lib/text';
import { HomeLink } from './HomeLink';
import { Logo } from './Logo';
import styles from './NavBar.module.css';
import { NavLinks } from './NavLinks';

interface NavBarProps {
  /** The path of the view that is shown, also when a dialog is open over it. */
  view: string;
}

export function NavBar({ view }: NavBarProps) {
  const viewer = useCurrentUser().data;
  return (
    <header className={styles.header}>
      <div className={styles.bar}>
        <HomeLink current={view === paths.feed} className={styles.home}>
          <Logo />
        </HomeLink>
        <NavLinks view={view} />
        <div className={styles.account}>
          <Link
            href={paths.profile}
            className={`${styles.link} ${styles.username}`}
            aria-current={view === paths.profile ? 'page' : undefined}
          >
            <bdi>{viewer?.username}</bdi>
            <span className="visually-hidden">{text.nav.yourProfile}</span>
          </Link>
          <Link
            href={paths.notifications}
            className={`${styles.link} ${styles.notifications}`}
            aria-current={view === paths.notifications ? 'page' : undefined}
          >
            <Bell size={20} aria-hidden="true" className={styles.icon} />
            <span className="visually-hidden">{text.nav.notifications}</span>
            <UnseenCount />
          </Link>
          <Link href={paths.settings} className={styles.link} aria-current={view.startsWith(paths.settings) ? 'page' : undefined}>
            <Settings size={20} aria-hidden="true" className={styles.icon} />
            <span className="visually-hidden">{text.nav.settings}</span>
          </Link>
        </div>
      </div>
    </header>
  );
}
