import { text } from '../../../lib/text';
import styles from './LikeCount.module.css';

export function LikeCount({ likes }: { likes: unknown[] }) {
  return <p className={styles.likes}>{text.likes.count(likes.length)}</p>;
}
