import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { InlineConfirm } from '../../../components/InlineConfirm';
import { TimeAgo } from '../../../components/TimeAgo';
import { AvatarLink } from '../../../components/UserLink';
import type { Comment as CommentType } from '../../../lib/api/types';
import { displayName } from '../../../lib/names';
import { commentHash } from '../../../lib/navigation/routes';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { ReportButton } from '../../reports/components/ReportButton';
import { useCurrentUser } from '../../session/api/currentUser';
import { isPending, useDeleteComment } from '../api/comments';
import { commentName } from '../commentName';
import styles from './Comment.module.css';
import { CommentLikeButton } from './CommentLikeButton';
import { CommentText } from './CommentText';

interface CommentProps {
  comment: CommentType;
  /** The id of the author of the post, who may delete all comments on it. */
  postAuthor: number;
  onReply: () => void;
  /** Must move the focus: the button that had it is removed with the comment. */
  onDeleted: () => void;
}

/** A comment with its age and likes, and a button to reply. Its author and that of the post can delete it after a confirmation. */
export function Comment({ comment, postAuthor, onReply, onDeleted }: CommentProps) {
  const viewer = useCurrentUser().data;
  const deletion = useDeleteComment(comment);
  const [asking, setAsking] = useState(false);
  const own = viewer?.id === comment.user.id;
  const mayDelete = (own || viewer?.id === postAuthor) && !isPending(comment);

  if (comment.hidden) return null;
  const hash = commentHash(comment.id);
  const isNamed = location.hash === hash;
  return (
    <li id={hash.slice(1)} className={isNamed ? `${styles.comment} ${styles.named}` : styles.comment}>
      <AvatarLink user={comment.user} size="small" />
      <div className={styles.text}>
        <CommentText comment={comment} />
        <div className={styles.facts}>
          <span>
            {comment.waiting ? laterText.outbox.waiting : <TimeAgo time={comment.created_at} />}
            {comment.is_hidden && text.posts.hidden}
          </span>
          {comment.likes_count > 0 && <span>{text.likes.count(comment.likes_count)}</span>}
          <button type="button" className={styles.reply} onClick={onReply}>
            {laterText.comments.reply}
            <span className="visually-hidden">{laterText.comments.replyTo(commentName(comment))}</span>
          </button>
          {!own && viewer && (
            <ReportButton
              subject={{ comment_id: comment.id }}
              title={laterText.report.comment(commentName(comment))}
              className={styles.reply}
            >
              {laterText.report.title}
              <span className="visually-hidden"> {commentName(comment)}</span>
            </ReportButton>
          )}
        </div>
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
          <span className="visually-hidden">
            {own ? laterText.comments.delete(comment.text) : laterText.comments.deleteOf(displayName(comment.user), comment.text)}
          </span>
        </button>
      )}
      {!isPending(comment) && <CommentLikeButton comment={comment} />}
    </li>
  );
}
