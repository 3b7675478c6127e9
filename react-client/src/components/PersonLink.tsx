import { Link } from 'wouter';
import type { Person } from '../api/types';
import { displayName } from '../format';
import { paths } from '../navigation/routes';
import { Avatar } from './Avatar';
import styles from './PersonLink.module.css';

interface PersonLinkProps {
  person: Person;
}

/** Somebody's name, which leads to their page. */
export function PersonLink({ person }: PersonLinkProps) {
  return (
    <Link href={paths.person(person.username)} className={styles.name}>
      {displayName(person)}
    </Link>
  );
}

/** Somebody's picture, which leads to their page. The name beside it does so too, for those who listen or use a keyboard. */
export function AvatarLink({ person, size }: PersonLinkProps & { size?: 'small' }) {
  return (
    <Link href={paths.person(person.username)} tabIndex={-1} aria-hidden="true">
      <Avatar user={person} size={size} />
    </Link>
  );
}
