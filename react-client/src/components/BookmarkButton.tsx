import { Bookmark } from 'lucide-react';
import { useBookmark } from '../api/bookmarks';
import type { BookmarkedPost } from '../api/types';
import { postName } from '../format';
import { Switch } from './Switch';
import styles from './ToggleButton.module.css';

export function BookmarkButton({ post }: { post: BookmarkedPost }) {
  return (
    <Switch {...useBookmark(post)} label={`Bookmark ${postName(post)}`} className={`icon-button ${styles.toggle}`}>
      <Bookmark aria-hidden="true" />
    </Switch>
  );
}
