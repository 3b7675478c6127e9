import { UsersRound } from 'lucide-react';
import { text } from '../lib/text';
import styles from './AudienceBadge.module.css';

/** Marks what only some followers of its author see. */
export function AudienceBadge() {
  return (
    <span className={styles.badge} title={text.posts.forSome}>
      <UsersRound size={14} aria-hidden="true" />
      <span className="visually-hidden">{text.posts.forSome}</span>
    </span>
  );
}
