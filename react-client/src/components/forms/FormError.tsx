import { ApiError } from '../../lib/api/client';
import { errorText } from '../../lib/errorText';
import { text } from '../../lib/text';
import styles from './forms.module.css';

/** Says why the server refused a form, and about which part of it, if that is known. Says nothing when the session has ended: the browser leaves for the login page. */
export function FormError({ error, about }: { error: Error | null; about?: string }) {
  if (!error || (error instanceof ApiError && error.signedOut)) return null;
  return (
    <p className={styles.refusal} role="alert">
      {about ? text.errors.withReason(about, errorText(error)) : errorText(error)}
    </p>
  );
}
