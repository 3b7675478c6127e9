import { ResponsiveImage } from '../../../components/ResponsiveImage';
import type { Post } from '../../../lib/api/types';
import { imageDescription } from '../../../lib/names';
import { laterText } from '../../../lib/text/later';
import styles from './SelectPosts.module.css';

/** As the grid of posts has them. */
const TILE_WIDTHS = '(width >= 48rem) 22rem, 50vw';

interface SelectableTileProps {
  post: Post;
  /** Its place among the selected posts; 0 if it is not selected. */
  place: number;
  /** Whether no more posts can be selected. */
  isDisabled: boolean;
  onToggle: () => void;
}

/** A post as a checkbox with its first photo. */
export function SelectableTile({ post, place, isDisabled, onToggle }: SelectableTileProps) {
  const isSelected = place > 0;
  const description = imageDescription(post);
  return (
    <li>
      <label className={styles.tile}>
        <input
          type="checkbox"
          className={styles.checkbox}
          checked={isSelected}
          aria-label={isSelected ? laterText.guestLinks.place(description, place) : undefined}
          aria-disabled={isDisabled && !isSelected}
          onChange={onToggle}
        />
        <ResponsiveImage src={post.image_url} alt={description} sizes={TILE_WIDTHS} />
        <span className={styles.place} aria-hidden="true">
          {isSelected && place}
        </span>
      </label>
    </li>
  );
}
