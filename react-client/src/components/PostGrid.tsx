import { Heart } from 'lucide-react';
import { Link } from 'wouter';
import type { BookmarkedPost } from '../api/types';
import { count, pictureText } from '../format';
import { paths } from '../navigation/routes';
import { Picture } from './Picture';
import styles from './PostGrid.module.css';
import { Skeleton } from './Skeleton';

const EAGER_POSTS = 6;
/** Four in a row of the page at most, three on a phone. A tile is square, and most pictures are wider than tall. */
const TILE_WIDTHS = '(width >= 48rem) 22rem, 50vw';

export function postTileId(post: BookmarkedPost): string {
  return `tile-${post.id}`;
}

export function PostGrid({ posts }: { posts: BookmarkedPost[] }) {
  return (
    <ul className={styles.grid}>
      {posts.map((post, index) => (
        <li key={post.id}>
          <Link id={postTileId(post)} href={paths.post(post.id)} className={styles.tile}>
            <Picture src={post.image_url} alt={pictureText(post)} sizes={TILE_WIDTHS} eager={index < EAGER_POSTS} />
            <span className={styles.likes}>
              <Heart size={18} fill="currentColor" aria-hidden="true" />
              {post.likes.length}
              <span className="visually-hidden"> {count(post.likes.length, 'like').replace(/^\S+ /, '')}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

export function PostGridSkeleton({ of }: { of: string }) {
  return <Skeleton of={of} className={styles.grid} pieces={Array<string | undefined>(EAGER_POSTS).fill(styles.placeholder)} />;
}
