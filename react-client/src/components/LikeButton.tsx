import { Heart } from 'lucide-react';
import { useLike } from '../api/likes';
import type { BookmarkedPost } from '../api/types';
import { postName } from '../format';
import { Switch } from './Switch';
import styles from './ToggleButton.module.css';

export function LikeButton({ post }: { post: BookmarkedPost }) {
  return (
    <Switch {...useLike(post)} label={`Like ${postName(post)}`} className={`icon-button ${styles.toggle} ${styles.like}`}>
      <Heart aria-hidden="true" />
    </Switch>
  );
}
