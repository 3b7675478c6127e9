import { Heart, Images } from 'lucide-react';
import { Link } from 'wouter';
import type { BookmarkedPost } from '../lib/api/types';
import { imageDescription } from '../lib/names';
import { paths } from '../lib/navigation/routes';
import { laterText } from '../lib/text/later';
import styles from './PostGrid.module.css';
import { ResponsiveImage } from './ResponsiveImage';

const EAGER_POSTS = 6;
/** At most four columns, three on a phone. A tile is square, and most images are wider than tall. */
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
            <ResponsiveImage src={post.image_url} alt={imageDescription(post)} sizes={TILE_WIDTHS} eager={index < EAGER_POSTS} />
            {post.images.length > 1 && (
              <span className={styles.several}>
                <Images size={18} aria-hidden="true" />
                <span className="visually-hidden">{laterText.posts.photos(post.images.length)} </span>
              </span>
            )}
            <span className={styles.likes}>
              <Heart size={18} fill="currentColor" aria-hidden="true" />
              {post.likes.length}
              <span className="visually-hidden"> {laterText.likes.unit(post.likes.length)}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
