import { Heart } from 'lucide-react';
import { useCommentLike } from '../api/comments';
import type { Comment } from '../api/types';
import { commentName } from '../format';
import styles from './CommentLikeButton.module.css';
import { Switch } from './Switch';
import toggle from './ToggleButton.module.css';

export function CommentLikeButton({ comment }: { comment: Comment }) {
  return (
    <Switch
      {...useCommentLike(comment)}
      label={`Like ${commentName(comment)}`}
      className={`icon-button ${styles.like} ${toggle.toggle} ${toggle.like}`}
    >
      <Heart size={16} aria-hidden="true" />
    </Switch>
  );
}
