import { useState } from 'react';
import type { Person } from '../api/types';
import { displayName, shorten } from '../format';
import styles from './Caption.module.css';
import { PersonLink } from './PersonLink';

const SHOWN_AT_FIRST = 140;

interface CaptionProps {
  author: Person;
  text: string;
  /** Shows all of it, however long. */
  whole?: boolean;
}

export function Caption({ author, text, whole = false }: CaptionProps) {
  const [expanded, setExpanded] = useState(whole);
  const start = shorten(text, SHOWN_AT_FIRST);
  const shortened = start !== text;

  return (
    <p className={styles.caption} dir="auto">
      <strong>
        <PersonLink person={author} />
      </strong>{' '}
      {expanded ? text : start}
      {shortened && !whole && (
        <>
          {' '}
          <button type="button" className={styles.more} aria-expanded={expanded} onClick={() => setExpanded(!expanded)}>
            {expanded ? 'less' : 'more'}
            <span className="visually-hidden"> of {displayName(author)}’s caption</span>
          </button>
        </>
      )}
    </p>
  );
}
