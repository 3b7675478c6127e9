import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import styles from './Picture.module.css';

interface PictureProps {
  src: string;
  alt: string;
  /** Among the first things on screen: fetched at once and before others. */
  eager?: boolean;
  /** Shows all of the picture rather than filling the space it has. */
  whole?: boolean;
}

/** A picture in the space its parent reserves for it; a quiet placeholder when it cannot be loaded. */
export function Picture({ src, alt, eager = false, whole = false }: PictureProps) {
  const [brokenSource, setBrokenSource] = useState<string>();

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
      src={src}
      alt={alt}
      loading={eager ? 'eager' : 'lazy'}
      fetchPriority={eager ? 'high' : 'auto'}
      decoding="async"
      referrerPolicy="no-referrer"
      onError={() => setBrokenSource(src)}
    />
  );
}
