import { Heart } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { ResponsiveImage } from '../../../components/ResponsiveImage';
import { announce } from '../../../lib/announcements';
import type { Post } from '../../../lib/api/types';
import { imageDescription, postName } from '../../../lib/names';
import { paths } from '../../../lib/navigation/routes';
import { text } from '../../../lib/text';
import { useClicks } from '../../../lib/useClicks';
import { useLike } from '../../likes/api/useLike';
import styles from './PostPhotos.module.css';

const PhotoCarousel = lazy(() => import('./PhotoCarousel'));

interface PostPhotosProps {
  post: Post;
  /** The width on screen, as the attribute `sizes` has it. */
  sizes: string;
  /** Loads the first photo immediately. */
  eager: boolean;
  /** Shows whole photos instead of filling the space. */
  whole?: boolean;
}

/** The photos of a post. A click opens the viewer; a double click or double tap likes the post. */
export function PostPhotos({ post, sizes, eager, whole = false }: PostPhotosProps) {
  const [hearts, setHearts] = useState(0);
  const { on: isLiked, flip } = useLike(post);
  const { images } = post;

  const like = () => {
    setHearts(hearts + 1);
    if (isLiked) announce(text.likes.liked(postName(post)), { visible: false });
    else flip();
  };
  const photoAt = (index: number) => {
    const { image_url, alt_text } = images[index] ?? post;
    return (
      <PhotoLink address={paths.photo(post.id, index + 1)} onDoubleClick={like}>
        <ResponsiveImage
          src={image_url}
          alt={imageDescription({ user: post.user, alt_text })}
          sizes={sizes}
          eager={eager && index === 0}
          whole={whole}
        />
      </PhotoLink>
    );
  };

  return (
    <div className={styles.photos}>
      {images.length === 1 ? (
        photoAt(0)
      ) : (
        <Suspense fallback={photoAt(0)}>
          <PhotoCarousel post={post} count={images.length}>
            {photoAt}
          </PhotoCarousel>
        </Suspense>
      )}
      {hearts > 0 && <Heart key={hearts} className={styles.heart} fill="currentColor" strokeWidth={0} aria-hidden="true" />}
    </div>
  );
}

interface PhotoLinkProps {
  address: string;
  onDoubleClick: () => void;
  children: ReactNode;
}

function PhotoLink({ address, onDoubleClick, children }: PhotoLinkProps) {
  const [, navigate] = useLocation();
  const onClick = useClicks({
    onSingle: () => void openViewer(address, () => navigate(address)),
    onDouble: onDoubleClick,
  });
  return (
    <Link href={address} className={styles.photo} onClick={onClick}>
      {children}
    </Link>
  );
}

/** The animation loads later. Without it, the viewer opens all the same. */
async function openViewer(address: string, open: () => void): Promise<void> {
  const { openWithTransition } = await import('../../../lib/navigation/photoTransition').catch(() => ({ openWithTransition: undefined }));
  if (openWithTransition) openWithTransition(address, open);
  else open();
}
