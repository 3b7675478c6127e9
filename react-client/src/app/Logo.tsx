import { text } from '../lib/text';
import styles from './Logo.module.css';

/** A lens that is also the letter p. */
export function Logo() {
  return (
    <span className={styles.logo}>
      <svg viewBox="0 0 32 32" width="30" height="30" fill="none" aria-hidden="true">
        <path className={styles.lens} d="M8 28V13a9 9 0 1 1 9 9" strokeWidth="4.5" strokeLinecap="round" />
        <circle className={styles.light} cx="17" cy="13" r="3.5" />
      </svg>
      <span className={styles.name}>{text.appName}</span>
    </span>
  );
}
