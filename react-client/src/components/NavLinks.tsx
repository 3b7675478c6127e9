import { Bookmark, House, SquarePlus, UserRound, UsersRound } from 'lucide-react';
import { Link } from 'wouter';
import { paths } from '../navigation/routes';
import styles from './NavLinks.module.css';

const LINKS = [
  { href: paths.feed, label: 'Home', Icon: House },
  { href: paths.people, label: 'People', Icon: UsersRound },
  { href: paths.newPost, label: 'New post', Icon: SquarePlus },
  { href: paths.bookmarks, label: 'Bookmarks', Icon: Bookmark },
  { href: paths.profile, label: 'Profile', Icon: UserRound },
];

/**
 * The main ways through the application: in the header on a wide screen, where the username leads to the profile, along
 * the bottom of a phone.
 */
export function NavLinks({ page }: { page: string }) {
  const section = page === paths.followers || page === paths.following ? paths.people : page;
  return (
    <nav aria-label="Main" className={styles.nav}>
      {LINKS.map(({ href, label, Icon }) => (
        <Link key={href} href={href} className={styles.link} aria-current={href === section ? 'page' : undefined}>
          <Icon size={22} aria-hidden="true" />
          <span className={styles.label}>{label}</span>
        </Link>
      ))}
    </nav>
  );
}
