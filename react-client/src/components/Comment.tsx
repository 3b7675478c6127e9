import { Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { isPending, useDeleteComment } from '../api/comments';
import { useProfile } from '../api/people';
import type { Comment as CommentType } from '../api/types';
import { Avatar } from './Avatar';
import styles from './Comment.module.css';
import { CommentText } from './CommentText';

interface CommentProps {
  comment: CommentType;
  /** Takes the focus when this comment has gone with the button that had it. */
  onDeleted: () => void;
}

/** A comment with, for its author, a way to delete it that asks once more. */
export function Comment({ comment, onDeleted }: CommentProps) {
  const viewer = useProfile().data;
  const [asking, setAsking] = useState(false);
  const mayDelete = viewer?.id === comment.user.id && !isPending(comment);

  return (
    <li className={styles.comment}>
      <Avatar user={comment.user} size="small" />
      <div className={styles.text}>
        <CommentText comment={comment} />
        {asking && <DeleteQuestion comment={comment} onDeleted={onDeleted} onKept={() => setAsking(false)} />}
      </div>
      {mayDelete && !asking && (
        <button type="button" className={`icon-button ${styles.delete}`} onClick={() => setAsking(true)}>
          <Trash2 size={16} aria-hidden="true" />
          <span className="visually-hidden">Delete your comment “{comment.text}”</span>
        </button>
      )}
    </li>
  );
}

interface DeleteQuestionProps extends CommentProps {
  onKept: () => void;
}

function DeleteQuestion({ comment, onDeleted, onKept }: DeleteQuestionProps) {
  const keep = useRef<HTMLButtonElement>(null);
  const deletion = useDeleteComment(comment);
  useEffect(() => keep.current?.focus(), []);

  return (
    <div className={styles.question} role="group" aria-label="Delete this comment?">
      <span>Delete this comment?</span>
      <button
        type="button"
        className={styles.confirm}
        onClick={() => {
          deletion.mutate();
          onDeleted();
        }}
      >
        Delete
      </button>
      <button type="button" ref={keep} className={styles.keep} onClick={onKept}>
        Keep
      </button>
    </div>
  );
}
