import { Bookmark } from 'lucide-react';
import { SwitchButton } from '../../../components/SwitchButton';
import styles from '../../../components/SwitchButton.module.css';
import type { BookmarkedPost } from '../../../lib/api/types';
import { postName } from '../../../lib/names';
import { text } from '../../../lib/text';
import { useBookmark } from '../api/bookmarks';

export function BookmarkButton({ post }: { post: BookmarkedPost }) {
  return (
    <SwitchButton {...useBookmark(post)} label={text.bookmarks.bookmark(postName(post))} className={`icon-button ${styles.toggle}`}>
      <Bookmark aria-hidden="true" />
    </SwitchButton>
  );
}
