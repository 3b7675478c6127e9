import { Bookmark, House, SquarePlus, UserRound, UsersRound } from 'lucide-react';
import { Link } from 'wouter';
import { RequestCount } from '../features/following/components/RequestCount';
import { paths } from '../lib/navigation/routes';
import { text } from '../lib/text';
import { HomeLink } from './HomeLink';
import styles from './NavLinks.module.css';

const LINKS = [
  { href: paths.feed, label: text.nav.home, Icon: House },
  { href: paths.people, label: text.nav.users, Icon: UsersRound },
  { href: paths.newPost, label: text.nav.newPost, Icon: SquarePlus },
  { href: paths.bookmarks, label: text.nav.bookmarks, Icon: Bookmark },
  { href: paths.profile, label: text.nav.profile, Icon: UserRound },
];

/** The main navigation: in the header on a wide screen, at the bottom on a phone. */
export function NavLinks({ view }: { view: string }) {
  const section = view === paths.followers || view === paths.following ? paths.people : view;
  return (
    <nav aria-label={text.nav.label} className={styles.nav}>
      {LINKS.map(({ href, label, Icon }) => {
        const content = (
          <>
            <Icon size={22} aria-hidden="true" />
            <span className={styles.label}>{label}</span>
            {href === paths.people && <RequestCount />}
          </>
        );
        const link = { className: styles.link, 'aria-current': href === section ? ('page' as const) : undefined };
        return href === paths.feed ? (
          <HomeLink key={href} {...link} current={section === paths.feed}>
            {content}
          </HomeLink>
        ) : (
          <Link key={href} {...link} href={href}>
            {content}
          </Link>
        );
      })}
    </nav>
  );
}
