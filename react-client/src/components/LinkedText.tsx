import { Link } from 'wouter';
import { shortAddress, type TextPart } from '../lib/linkify';
import { paths } from '../lib/navigation/routes';
import styles from './LinkedText.module.css';

/** A caption or comment, with links for its web addresses, mentions and tags. See `linkify`. */
export function LinkedText({ parts }: { parts: TextPart[] }) {
  return parts.map((part, index) => (part.kind === 'text' ? part.text : <PartLink key={index} {...part} />));
}

/** Addresses and usernames are isolated: they must not determine the direction of the text after them. */
function PartLink({ kind, text }: TextPart) {
  if (kind === 'web') {
    return (
      <a href={text} title={text} target="_blank" rel="noopener noreferrer nofollow" className={styles.link}>
        <bdi>{shortAddress(text)}</bdi>
      </a>
    );
  }
  const name = text.slice(1);
  return kind === 'tag' ? (
    // Tags that differ only in their case are the same.
    <Link href={paths.tag(name.toLowerCase())} className={styles.link}>
      {text}
    </Link>
  ) : (
    <Link href={paths.user(name)} className={styles.link}>
      <bdi>{text}</bdi>
    </Link>
  );
}
