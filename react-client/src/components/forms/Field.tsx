import { useId, type ReactNode } from 'react';
import styles from './forms.module.css';

interface FieldProps {
  label: string;
  hint?: string;
  /** Replaces the hint. Screen readers announce it when it appears. */
  note?: string;
  noteIsError?: boolean;
  children: (props: {
    id: string;
    className: string | undefined;
    'aria-describedby': string;
    'aria-invalid': boolean;
  }) => ReactNode;
}

/** A control with its label, and a hint or an error below. */
export function Field({ label, hint, note, noteIsError = false, children }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      {children({
        id,
        className: styles.input,
        'aria-describedby': hintId,
        'aria-invalid': note !== undefined && noteIsError,
      })}
      <p id={hintId} className={note ? (noteIsError ? styles.error : styles.nudge) : styles.hint} aria-live="polite">
        {note ?? hint}
      </p>
    </div>
  );
}
