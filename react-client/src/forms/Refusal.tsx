import { ApiError } from '../api/client';
import styles from './forms.module.css';

/** What the server had against a form, if anything. Nothing is said about a sign-in that ended: the login page is about to. */
export function Refusal({ error }: { error: Error | null }) {
  if (!error || (error instanceof ApiError && error.signedOut)) return null;
  return (
    <p className={styles.refusal} role="alert">
      {error.message}
    </p>
  );
}
