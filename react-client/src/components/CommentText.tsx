import type { Comment } from '../api/types';
import styles from './Caption.module.css';
import { PersonLink } from './PersonLink';

export function CommentText({ comment }: { comment: Comment }) {
  return (
    <p className={styles.caption} dir="auto">
      <strong>
        <PersonLink person={comment.user} />
      </strong>{' '}
      {comment.text}
    </p>
  );
}
