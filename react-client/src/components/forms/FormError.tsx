import { ApiError } from '../../lib/api/client';
import { errorText } from '../../lib/errorText';
import styles from './forms.module.css';

/** Says why the server refused a form. Says nothing when the session has ended: the browser leaves for the login page. */
export function FormError({ error }: { error: Error | null }) {
  if (!error || (error instanceof ApiError && error.signedOut)) return null;
  return (
    <p className={styles.refusal} role="alert">
      {errorText(error)}
    </p>
  );
}
