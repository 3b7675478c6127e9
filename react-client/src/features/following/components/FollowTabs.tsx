import { Link } from 'wouter';
import { paths } from '../../../lib/navigation/routes';
import { text } from '../../../lib/text';
import { RequestCount } from './RequestCount';
import styles from './FollowTabs.module.css';

const TABS = [
  { href: paths.people, label: text.following.find },
  { href: paths.following, label: text.following.following },
  { href: paths.followers, label: text.following.followers },
];

export function FollowTabs({ current }: { current: string }) {
  return (
    <nav className={styles.tabs} aria-label={text.following.tabs}>
      {TABS.map(({ href, label }) => (
        <Link key={href} href={href} className={styles.tab} aria-current={href === current ? 'page' : undefined}>
          {label}
          {href === paths.followers && <RequestCount />}
        </Link>
      ))}
    </nav>
  );
}
