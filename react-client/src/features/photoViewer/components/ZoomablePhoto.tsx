import { useEffect, useEffectEvent, useImperativeHandle, useRef, useState, type CSSProperties, type Ref } from 'react';
import { ResponsiveImage } from '../../../components/ResponsiveImage';
import { imageDescription } from '../../../lib/names';
import { findThumbnail } from '../../../lib/navigation/photoTransition';
import { storedImage } from '../../../lib/storedImage';
import { laterText } from '../../../lib/text/later';
import { useClicks } from '../../../lib/useClicks';
import { photoZoom, type PhotoZoom } from '../photoZoom';
import type { Slide } from '../slides';
import styles from './ZoomablePhoto.module.css';

/** Changes the zoom for keys and buttons. */
export interface Zoom {
  zoomIn: () => void;
  zoomOut: () => void;
  reset: () => void;
  /** Moves the visible part, by steps to the right and down. */
  pan: (right: number, down: number) => void;
}

interface ZoomablePhotoProps {
  slide: Slide;
  isCurrent: boolean;
  /** The zoom of the current photo. */
  zoom: Ref<Zoom>;
  isZoomed: boolean;
  onZoom: (isZoomed: boolean) => void;
  /** Runs for a single click or tap. */
  onClick: () => void;
}

/** The area of the current photo, which gets the focus. */
const AREA = { role: 'region', 'aria-label': laterText.photoViewer.area, tabIndex: 0, 'data-autofocus': '' };
const DOUBLE_CLICK_SCALE = 2.5;
const BUTTON_STEP = 0.5;
const PAN_STEP = 80;
/** Makes the browser load the largest file. */
const ZOOMED_SIZES = '10000px';
/** Until the size of an image is known. */
const UNKNOWN_RATIO = 1;

/** A whole photo, as large as the screen allows, that zooms by pinch, double click, double tap and wheel. */
export function ZoomablePhoto({ slide: { address, photo, post }, isCurrent, zoom, isZoomed, onZoom, onClick }: ZoomablePhotoProps) {
  const controls = useRef<PhotoZoom>(undefined);
  const areaElement = useRef<HTMLDivElement>(null);
  const photoElement = useRef<HTMLDivElement>(null);
  // Also shows something while the large file loads.
  const [thumbnail] = useState(() => thumbnailOf(address));
  const [naturalRatio, setNaturalRatio] = useState(thumbnail?.ratio);
  const [isSettled, setSettled] = useState(false);
  const stored = storedImage(photo.image_url);
  const ratio = (stored && stored.width / stored.height) ?? naturalRatio ?? UNKNOWN_RATIO;

  const tellZoom = useEffectEvent(onZoom);
  useEffect(() => {
    if (!isCurrent || !areaElement.current || !photoElement.current) return;
    const created = photoZoom(areaElement.current, photoElement.current, (on) => tellZoom(on));
    controls.current = created;
    return () => created.remove();
  }, [isCurrent]);
  useImperativeHandle(
    isCurrent ? zoom : null,
    () => ({
      zoomIn: () => controls.current?.zoomBy(BUTTON_STEP),
      zoomOut: () => controls.current?.zoomBy(-BUTTON_STEP),
      reset: () => controls.current?.reset(),
      pan: (right, down) => controls.current?.moveBy(-right * PAN_STEP, -down * PAN_STEP),
    }),
    [],
  );

  const clicks = useClicks({
    onSingle: onClick,
    onDouble: ({ clientX, clientY }) => {
      if (isZoomed) controls.current?.reset();
      else controls.current?.zoomTo(DOUBLE_CLICK_SCALE, { x: clientX, y: clientY });
    },
  });

  return (
    <div
      ref={areaElement}
      className={`${styles.area} ${isZoomed ? styles.zoomed : ''}`}
      {...(isCurrent && { ...AREA, onClick: clicks })}
    >
      <div
        ref={photoElement}
        className={styles.photo}
        style={{ '--ratio': ratio, background: isSettled ? undefined : stored?.colour } as CSSProperties}
        data-viewer-photo={isCurrent ? '' : undefined}
      >
        {thumbnail && !isSettled && <img className={styles.thumbnail} src={thumbnail.source} alt="" referrerPolicy="no-referrer" />}
        <ResponsiveImage
          src={photo.image_url}
          alt={imageDescription({ user: post.user, alt_text: photo.alt_text })}
          sizes={isZoomed ? ZOOMED_SIZES : `min(100vw, ${100 * ratio}vh)`}
          large={isZoomed}
          whole
          eager={isCurrent}
          onSettled={({ naturalWidth, naturalHeight }) => {
            setSettled(true);
            if (naturalWidth > 0 && naturalHeight > 0) setNaturalRatio(naturalWidth / naturalHeight);
          }}
        />
      </div>
    </div>
  );
}

/** The file that the thumbnail of a photo shows, which the browser therefore has, and its aspect ratio. */
function thumbnailOf(address: string): { source: string; ratio: number } | undefined {
  const { naturalWidth = 0, naturalHeight = 0, currentSrc = '' } = findThumbnail(address) ?? {};
  return naturalWidth > 0 && naturalHeight > 0 ? { source: currentSrc, ratio: naturalWidth / naturalHeight } : undefined;
}
