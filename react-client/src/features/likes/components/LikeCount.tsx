import { Link } from 'wouter';
import type { BookmarkedPost } from '../../../lib/api/types';
import { postName } from '../../../lib/names';
import { paths } from '../../../lib/navigation/routes';
import { text } from '../../../lib/text';
import styles from './LikeCount.module.css';

/** How many users like a post. Opens the list of them, if there are any. */
export function LikeCount({ post }: { post: BookmarkedPost }) {
  const count = text.likes.count(post.likes.length);
  if (post.likes.length === 0) return <p className={styles.likes}>{count}</p>;
  return (
    <Link href={paths.likes(post.id)} className={styles.likes} aria-label={text.likes.whoLikes(count, postName(post))}>
      {count}
    </Link>
  );
}
