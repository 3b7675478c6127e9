import { useState } from 'react';
import type { UserSummary } from '../lib/api/types';
import { linkify, shortenParts } from '../lib/linkify';
import { displayName } from '../lib/names';
import { text } from '../lib/text';
import styles from './Caption.module.css';
import { LinkedText } from './LinkedText';
import { UserLink } from './UserLink';

const SHOWN_AT_FIRST = 140;

interface CaptionProps {
  author: UserSummary;
  caption: string;
  /** Shows the whole caption, however long it is. */
  whole?: boolean;
}

export function Caption({ author, caption, whole = false }: CaptionProps) {
  const [expanded, setExpanded] = useState(whole);
  const parts = linkify(caption);
  const start = shortenParts(parts, SHOWN_AT_FIRST);
  const shortened = start !== parts;

  return (
    <p className={styles.caption} dir="auto">
      <strong>
        <UserLink user={author} />
      </strong>{' '}
      <LinkedText parts={expanded ? parts : start} />
      {shortened && !whole && (
        <>
          {' '}
          <button type="button" className={styles.more} aria-expanded={expanded} onClick={() => setExpanded(!expanded)}>
            {expanded ? text.posts.lessOfCaption : text.posts.moreOfCaption}
            <span className="visually-hidden">{text.posts.captionOf(displayName(author))}</span>
          </button>
        </>
      )}
    </p>
  );
}
