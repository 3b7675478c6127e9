import type { UserSummary } from '../lib/api/types';
import { fullName } from '../lib/names';
import styles from './Identity.module.css';

interface IdentityProps {
  user: UserSummary;
  /** Shows the username below the name, not after it. */
  stacked?: boolean;
}

/**
 * Who a user is: their name and username, or the username alone. Isolated: neither may determine the direction of other text.
 */
export function Identity({ user, stacked = false }: IdentityProps) {
  const name = fullName(user);
  return (
    <span className={stacked ? styles.stacked : undefined}>
      {name && <bdi className={styles.name}>{name}</bdi>}
      {name && ' '}
      <bdi className={name && styles.username}>@{user.username}</bdi>
    </span>
  );
}
