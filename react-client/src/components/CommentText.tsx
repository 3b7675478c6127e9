import type { Comment } from '../api/types';
import { displayName } from '../format';
import styles from './Caption.module.css';

export function CommentText({ comment }: { comment: Comment }) {
  return (
    <p className={styles.caption} dir="auto">
      <strong>{displayName(comment.user)}</strong> {comment.text}
    </p>
  );
}
