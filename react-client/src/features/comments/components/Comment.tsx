import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { InlineConfirm } from '../../../components/InlineConfirm';
import { AvatarLink } from '../../../components/UserLink';
import type { Comment as CommentType } from '../../../lib/api/types';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { useCurrentUser } from '../../session/api/currentUser';
import { isPending, useDeleteComment } from '../api/comments';
import styles from './Comment.module.css';
import { CommentLikeButton } from './CommentLikeButton';
import { CommentText } from './CommentText';

interface CommentProps {
  comment: CommentType;
  /** Must move the focus: the button that had it is removed with the comment. */
  onDeleted: () => void;
}

/** A comment with its likes. Its author can delete it after a confirmation. */
export function Comment({ comment, onDeleted }: CommentProps) {
  const viewer = useCurrentUser().data;
  const deletion = useDeleteComment(comment);
  const [asking, setAsking] = useState(false);
  const mayDelete = viewer?.id === comment.user.id && !isPending(comment);

  if (comment.hidden) return null;
  return (
    <li className={styles.comment}>
      <AvatarLink user={comment.user} size="small" />
      <div className={styles.text}>
        <CommentText comment={comment} />
        {comment.likes_count > 0 && <p className={styles.likes}>{text.likes.count(comment.likes_count)}</p>}
        {asking && (
          <InlineConfirm
            question={laterText.comments.deleteQuestion}
            confirm={laterText.actions.delete}
            onConfirm={() => {
              setAsking(false);
              deletion.mutate();
              onDeleted();
            }}
            onKeep={() => setAsking(false)}
          />
        )}
      </div>
      {mayDelete && !asking && (
        <button type="button" className={`icon-button ${styles.delete}`} onClick={() => setAsking(true)}>
          <Trash2 size={16} aria-hidden="true" />
          <span className="visually-hidden">{laterText.comments.delete(comment.text)}</span>
        </button>
      )}
      {!isPending(comment) && <CommentLikeButton comment={comment} />}
    </li>
  );
}
