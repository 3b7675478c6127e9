import { Heart } from 'lucide-react';
import { SwitchButton } from '../../../components/SwitchButton';
import styles from '../../../components/SwitchButton.module.css';
import type { BookmarkedPost } from '../../../lib/api/types';
import { postName } from '../../../lib/names';
import { text } from '../../../lib/text';
import { useLike } from '../api/useLike';

export function LikeButton({ post }: { post: BookmarkedPost }) {
  return (
    <SwitchButton {...useLike(post)} label={text.likes.like(postName(post))} className={`icon-button ${styles.toggle} ${styles.like}`}>
      <Heart aria-hidden="true" />
    </SwitchButton>
  );
}
