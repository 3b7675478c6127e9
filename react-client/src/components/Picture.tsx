import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import { storedPicture } from '../pictures';
import styles from './Picture.module.css';

interface PictureProps {
  src: string;
  alt: string;
  /** How wide the picture is on screen, as `sizes` of an image has it. */
  sizes: string;
  /** Among the first things on screen: fetched at once and before others. */
  eager?: boolean;
  /** Shows all of the picture rather than filling the space it has. */
  whole?: boolean;
  /** Runs when the picture is there, or it is known that it will not be. */
  onSettled?: () => void;
}

/** A picture in the space its parent reserves for it; a quiet placeholder when it cannot be loaded. */
export function Picture({ src, alt, sizes, eager = false, whole = false, onSettled }: PictureProps) {
  const [brokenSource, setBrokenSource] = useState<string>();
  const [loadedSource, setLoadedSource] = useState<string>();
  const stored = storedPicture(src);

  if (src === brokenSource) {
    return (
      <span className={styles.broken} role="img" aria-label={`${alt} (the picture cannot be loaded)`}>
        <ImageOff aria-hidden="true" size={32} strokeWidth={1.25} />
        <span aria-hidden="true">This picture cannot be loaded</span>
      </span>
    );
  }
  return (
    <img
      className={whole ? styles.whole : styles.picture}
      // Before the source, so that no browser begins with the largest one.
      sizes={stored && sizes}
      srcSet={stored?.srcSet}
      src={src}
      width={stored?.width}
      height={stored?.height}
      style={stored && src !== loadedSource ? { background: stored.colour } : undefined}
      alt={alt}
      loading={eager ? 'eager' : 'lazy'}
      fetchPriority={eager ? 'high' : 'auto'}
      decoding="async"
      referrerPolicy="no-referrer"
      onLoad={() => {
        setLoadedSource(src);
        onSettled?.();
      }}
      onError={() => {
        setBrokenSource(src);
        onSettled?.();
      }}
    />
  );
}
