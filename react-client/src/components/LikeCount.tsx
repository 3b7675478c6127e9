import { count } from '../format';
import styles from './LikeCount.module.css';

export function LikeCount({ likes }: { likes: unknown[] }) {
  return <p className={styles.likes}>{count(likes.length, 'like')}</p>;
}
