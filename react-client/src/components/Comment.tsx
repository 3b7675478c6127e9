import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { isPending, useDeleteComment } from '../api/comments';
import { useProfile } from '../api/people';
import type { Comment as CommentType } from '../api/types';
import { count } from '../format';
import styles from './Comment.module.css';
import { CommentLikeButton } from './CommentLikeButton';
import { CommentText } from './CommentText';
import { AvatarLink } from './PersonLink';
import { Question } from './Question';

interface CommentProps {
  comment: CommentType;
  /** Takes the focus when this comment has gone with the button that had it. */
  onDeleted: () => void;
}

/** A comment with its likes and, for its author, a way to delete it that asks once more. */
export function Comment({ comment, onDeleted }: CommentProps) {
  const viewer = useProfile().data;
  const deletion = useDeleteComment(comment);
  const [asking, setAsking] = useState(false);
  const mayDelete = viewer?.id === comment.user.id && !isPending(comment);

  if (comment.hidden) return null;
  return (
    <li className={styles.comment}>
      <AvatarLink person={comment.user} size="small" />
      <div className={styles.text}>
        <CommentText comment={comment} />
        {comment.likes_count > 0 && <p className={styles.likes}>{count(comment.likes_count, 'like')}</p>}
        {asking && (
          <Question
            text="Delete this comment?"
            confirm="Delete"
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
          <span className="visually-hidden">Delete your comment “{comment.text}”</span>
        </button>
      )}
      {!isPending(comment) && <CommentLikeButton comment={comment} />}
    </li>
  );
}
