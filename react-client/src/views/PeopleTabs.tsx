import { Link } from 'wouter';
import { paths } from '../navigation/routes';
import styles from './PeopleTabs.module.css';

const TABS = [
  { href: paths.people, label: 'Find people' },
  { href: paths.following, label: 'Following' },
  { href: paths.followers, label: 'Followers' },
];

export function PeopleTabs({ current }: { current: string }) {
  return (
    <nav className={styles.tabs} aria-label="People">
      {TABS.map(({ href, label }) => (
        <Link key={href} href={href} className={styles.tab} aria-current={href === current ? 'page' : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
