import { useEffect, useImperativeHandle, useRef, useState, type CSSProperties, type Ref, type RefObject } from 'react';
import { TransformComponent, TransformWrapper, type ReactZoomPanPinchRef } from 'react-zoom-pan-pinch';
import { ResponsiveImage } from '../../../components/ResponsiveImage';
import { imageDescription } from '../../../lib/names';
import { findThumbnail } from '../../../lib/navigation/photoTransition';
import { prefersReducedMotion } from '../../../lib/prefersReducedMotion';
import { storedImage } from '../../../lib/storedImage';
import { laterText } from '../../../lib/text/later';
import { useClicks } from '../../../lib/useClicks';
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
const MAX_SCALE = 6;
const DOUBLE_CLICK_SCALE = 2.5;
/** Per pixel of a wheel. A notch of a mouse wheel is about 100 pixels. */
const WHEEL_STEP = 0.01;
const BUTTON_STEP = 0.5;
const PAN_STEP = 80;
const ANIMATION_MS = 200;
/** Makes the browser load the largest file. */
const ZOOMED_SIZES = '10000px';
/** Until the size of an image is known. */
const UNKNOWN_RATIO = 1;

/** A whole photo, as large as the screen allows, that zooms by pinch, double click, double tap and wheel. */
export function ZoomablePhoto({ slide: { address, photo, post }, isCurrent, zoom, isZoomed, onZoom, onClick }: ZoomablePhotoProps) {
  const controls = useRef<ReactZoomPanPinchRef>(null);
  const area = useRef<HTMLDivElement>(null);
  // Also shows something while the large file loads.
  const [thumbnail] = useState(() => thumbnailOf(address));
  const [naturalRatio, setNaturalRatio] = useState(thumbnail?.ratio);
  const [isSettled, setSettled] = useState(false);
  const stored = storedImage(photo.image_url);
  const ratio = (stored && stored.width / stored.height) ?? naturalRatio ?? UNKNOWN_RATIO;
  const duration = prefersReducedMotion() ? 0 : ANIMATION_MS;

  useImperativeHandle(
    isCurrent ? zoom : null,
    () => ({
      zoomIn: () => void controls.current?.zoomIn(BUTTON_STEP, duration),
      zoomOut: () => void controls.current?.zoomOut(BUTTON_STEP, duration),
      reset: () => void controls.current?.resetTransform(duration),
      pan: (right, down) => void controls.current?.panBy(-right * PAN_STEP, -down * PAN_STEP, duration),
    }),
    [duration],
  );
  useEffect(() => {
    if (!isCurrent) void controls.current?.resetTransform(0);
  }, [isCurrent]);
  useSidewaysWheel(area);

  const clicks = useClicks({
    onSingle: onClick,
    onDouble: ({ clientX, clientY }) => {
      if (isZoomed) void controls.current?.resetTransform(duration);
      else void controls.current?.zoomToPoint(DOUBLE_CLICK_SCALE, clientX, clientY, duration);
    },
  });

  return (
    <div ref={area} className={styles.area}>
      <TransformWrapper
        ref={controls}
        maxScale={MAX_SCALE}
        centerOnInit
        centerZoomedOut
        wheel={{ step: WHEEL_STEP }}
        panning={{ disabled: !isZoomed, velocityDisabled: duration === 0 }}
        doubleClick={{ disabled: true }}
        zoomAnimation={{ disabled: duration === 0 }}
        autoAlignment={{ sizeX: 0, sizeY: 0, animationTime: duration }}
        onTransform={(_, { scale }) => {
          const isNowZoomed = scale > 1.01;
          if (isCurrent && isNowZoomed !== isZoomed) onZoom(isNowZoomed);
        }}
      >
        <TransformComponent
          wrapperClass={`${styles.zoom} ${isZoomed ? styles.zoomed : ''}`}
          wrapperProps={isCurrent ? { ...AREA, onClick: clicks } : undefined}
        >
          <div
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
        </TransformComponent>
      </TransformWrapper>
    </div>
  );
}

/** The file that the thumbnail of a photo shows, which the browser therefore has, and its aspect ratio. */
function thumbnailOf(address: string): { source: string; ratio: number } | undefined {
  const { naturalWidth = 0, naturalHeight = 0, currentSrc = '' } = findThumbnail(address) ?? {};
  return naturalWidth > 0 && naturalHeight > 0 ? { source: currentSrc, ratio: naturalWidth / naturalHeight } : undefined;
}

/** Leaves sideways wheel events, as of a trackpad, to the carousel: they would zoom if they also went a little up or down. */
function useSidewaysWheel(area: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const node = area.current;
    const onWheel = (event: WheelEvent) => {
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY) && !event.ctrlKey) event.stopPropagation();
    };
    node?.addEventListener('wheel', onWheel, { capture: true, passive: true });
    return () => node?.removeEventListener('wheel', onWheel, { capture: true });
  }, [area]);
}
