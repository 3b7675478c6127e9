import styles from '../../../components/Caption.module.css';
import { UserLink } from '../../../components/UserLink';
import type { Comment } from '../../../lib/api/types';

export function CommentText({ comment }: { comment: Comment }) {
  return (
    <p className={styles.caption} dir="auto">
      <strong>
        <UserLink user={comment.user} />
      </strong>{' '}
      {comment.text}
    </p>
  );
}
