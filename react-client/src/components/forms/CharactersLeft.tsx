import { useEffect, useState } from 'react';
import { laterText } from '../../lib/text/later';
import styles from './forms.module.css';

/** From how much of the limit on the rest is counted. */
const NEAR = 0.8;
/** Screen readers announce the rest only when the user pauses. */
const PAUSE_MS = 1_000;

/** Says how many characters are left, near the limit and beyond. */
export function CharactersLeft({ text, of }: { text: string; of: number }) {
  const length = lengthOf(text);
  const message = length > NEAR * of ? laterText.forms.charactersLeft(of - length) : '';
  const [announced, setAnnounced] = useState('');
  useEffect(() => {
    const timeout = setTimeout(() => setAnnounced(message), PAUSE_MS);
    return () => clearTimeout(timeout);
  }, [message]);

  return (
    <>
      {message && (
        <p className={length > of ? styles.error : styles.hint} aria-hidden="true">
          {message}
        </p>
      )}
      <p className="visually-hidden" role="status">
        {announced}
      </p>
    </>
  );
}

/** Says that a text is too long, if it is. */
export function tooLong(text: string, maxLength: number | undefined): string | undefined {
  return maxLength !== undefined && lengthOf(text) > maxLength ? laterText.forms.tooLong(maxLength) : undefined;
}

/** In characters, as the server counts them. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}
