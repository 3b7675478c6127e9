import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import { imageSources } from '../lib/imageSources';
import { storedImage } from '../lib/storedImage';
import { text } from '../lib/text';
import styles from './ResponsiveImage.module.css';
import { usePlaceholder } from './usePlaceholder';

interface ResponsiveImageProps {
  src: string;
  alt: string;
  /** The width on screen, as the attribute `sizes` has it. */
  sizes: string;
  /** Loads immediately, before other images: it is on the first screen. */
  eager?: boolean;
  /** Loads the largest size if it fits best, even if the user asks to load less. */
  large?: boolean;
  /** Shows the whole image instead of filling the space. */
  whole?: boolean;
  /** Runs when the image has loaded or failed to load. */
  onSettled?: (image: HTMLImageElement) => void;
}

/** An image in the space that its parent reserves, in the best of the stored sizes. A placeholder if it cannot be loaded. */
export function ResponsiveImage({ src, alt, sizes, eager = false, large = false, whole = false, onSettled }: ResponsiveImageProps) {
  const [brokenSource, setBrokenSource] = useState<string>();
  const [loadedSource, setLoadedSource] = useState<string>();
  const stored = storedImage(src);
  const placeholder = usePlaceholder(stored);

  if (src === brokenSource) {
    return (
      <span className={styles.broken} role="img" aria-label={text.image.brokenDescription(alt)}>
        <ImageOff aria-hidden="true" size={32} strokeWidth={1.25} />
        <span aria-hidden="true">{text.image.broken}</span>
      </span>
    );
  }
  return (
    <img
      className={whole ? styles.whole : styles.image}
      {...imageSources(src, sizes, { large })}
      width={stored?.width}
      height={stored?.height}
      style={src === loadedSource ? undefined : { background: placeholder }}
      alt={alt}
      loading={eager ? 'eager' : 'lazy'}
      fetchPriority={eager ? 'high' : 'auto'}
      decoding="async"
      referrerPolicy="no-referrer"
      onLoad={({ currentTarget }) => {
        setLoadedSource(src);
        onSettled?.(currentTarget);
      }}
      onError={({ currentTarget }) => {
        setBrokenSource(src);
        onSettled?.(currentTarget);
      }}
    />
  );
}
