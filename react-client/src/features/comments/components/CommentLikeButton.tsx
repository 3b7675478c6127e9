import { Heart } from 'lucide-react';
import { SwitchButton } from '../../../components/SwitchButton';
import toggle from '../../../components/SwitchButton.module.css';
import type { Comment } from '../../../lib/api/types';
import { text } from '../../../lib/text';
import { useCommentLike } from '../api/comments';
import { commentName } from '../commentName';
import styles from './CommentLikeButton.module.css';

export function CommentLikeButton({ comment }: { comment: Comment }) {
  return (
    <SwitchButton
      {...useCommentLike(comment)}
      label={text.likes.like(commentName(comment))}
      className={`icon-button ${styles.like} ${toggle.toggle} ${toggle.like}`}
    >
      <Heart size={16} aria-hidden="true" />
    </SwitchButton>
  );
}
