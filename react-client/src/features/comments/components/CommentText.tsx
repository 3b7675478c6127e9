import styles from '../../../components/Caption.module.css';
import { LinkedText } from '../../../components/LinkedText';
import { UserLink } from '../../../components/UserLink';
import type { Comment } from '../../../lib/api/types';
import { linkify } from '../../../lib/linkify';

export function CommentText({ comment }: { comment: Comment }) {
  return (
    <p className={styles.caption} dir="auto">
      <strong>
        <UserLink user={comment.user} />
      </strong>{' '}
      <LinkedText parts={linkify(comment.text)} />
    </p>
  );
}
