import { MessageCircle, ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { Carousel } from '../../../components/Carousel';
import { AvatarLink, UserLink } from '../../../components/UserLink';
import { postName } from '../../../lib/names';
import { closeWithTransition } from '../../../lib/navigation/photoTransition';
import { parsePhotoPath, paths } from '../../../lib/navigation/routes';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { LikeButton } from '../../likes/components/LikeButton';
import { positionText, type Slide } from '../slides';
import { useSwipeDown } from '../useSwipeDown';
import { useViewerKeys } from '../useViewerKeys';
import styles from './PhotoViewer.module.css';
import { ZoomablePhoto, type Zoom } from './ZoomablePhoto';

interface PhotoViewerProps {
  slides: Slide[];
  slide: Slide;
  /** Loads more slides, if there are any. */
  loadMore?: () => void;
  onClose: () => void;
}

/** How many slides before the end more are loaded. */
const LOAD_AHEAD = 3;

export function PhotoViewer({ slides, slide, loadMore, onClose }: PhotoViewerProps) {
  const [, navigate] = useLocation();
  const [zoomedAddress, setZoomedAddress] = useState<string>();
  const [showsAlt, setShowsAlt] = useState(false);
  const [showsControls, setShowsControls] = useState(true);
  const zoom = useRef<Zoom>(null);
  const swiped = useRef<HTMLDivElement>(null);
  const { address, post, photo, number, count } = slide;
  const index = slides.indexOf(slide);
  const isZoomed = zoomedAddress === address;
  const alt = (photo.alt_text ?? '').trim();

  const show = (to: number) => {
    const next = slides[to];
    // A carousel that comes to rest while the viewer closes would open it again, in place of what is behind it.
    if (next && parsePhotoPath(location.pathname)) navigate(next.address, { replace: true });
  };
  useViewerKeys(isZoomed, {
    zoomIn: () => zoom.current?.zoomIn(),
    zoomOut: () => zoom.current?.zoomOut(),
    resetZoom: () => zoom.current?.reset(),
    pan: (right, down) => zoom.current?.pan(right, down),
    turn: (step) => show(index + step),
  });
  useSwipeDown(swiped, { enabled: !isZoomed, onClose });
  useEffect(() => closeWithTransition(address, () => !parsePhotoPath(location.pathname)), [address]);
  useEffect(() => {
    if (index >= slides.length - LOAD_AHEAD) loadMore?.();
  });

  return (
    <div className={`${styles.viewer} ${showsControls ? '' : styles.bare}`}>
      <div ref={swiped} className={styles.photos}>
        <Carousel
          label={laterText.photoViewer.photos}
          slides={slides.map((each) => each.address)}
          index={index}
          onIndexChange={show}
          slideLabel={(position) => positionText(slides[position] ?? slide)}
          dots={{ count, index: number - 1 }}
          locked={isZoomed}
        >
          {(position) => {
            const shown = slides[position] ?? slide;
            return (
              <ZoomablePhoto
                slide={shown}
                isCurrent={shown === slide}
                zoom={zoom}
                isZoomed={isZoomed && shown === slide}
                onZoom={(on) => setZoomedAddress(on ? shown.address : undefined)}
                onClick={() => setShowsControls(!showsControls)}
              />
            );
          }}
        </Carousel>
      </div>

      <div className={styles.top}>
        {alt && (
          <button
            type="button"
            className={styles.alt}
            aria-label={laterText.photoViewer.altLabel}
            aria-pressed={showsAlt}
            onClick={() => setShowsAlt(!showsAlt)}
          >
            {laterText.photoViewer.alt}
          </button>
        )}
        <button type="button" className="icon-button" onClick={() => (isZoomed ? zoom.current?.reset() : zoom.current?.zoomIn())}>
          {isZoomed ? <ZoomOut size={22} aria-hidden="true" /> : <ZoomIn size={22} aria-hidden="true" />}
          <span className="visually-hidden">{isZoomed ? laterText.photoViewer.zoomOut : laterText.photoViewer.zoomIn}</span>
        </button>
      </div>

      <div className={styles.bottom}>
        {showsAlt && alt && (
          <p className={styles.description} dir="auto">
            {alt}
          </p>
        )}
        <div className={styles.post}>
          <AvatarLink user={post.user} size="small" />
          <p className={styles.author} dir="auto">
            <UserLink user={post.user} />
          </p>
          {count > 1 && (
            <p className={styles.position} aria-hidden="true">
              {laterText.carousel.position(number, count)}
            </p>
          )}
          <LikeButton post={post} />
          <Link href={paths.post(post.id)} className="icon-button" aria-label={text.posts.commentsOn(postName(post))}>
            <MessageCircle aria-hidden="true" />
          </Link>
        </div>
      </div>
    </div>
  );
}
