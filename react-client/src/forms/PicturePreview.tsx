import { ImagePlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Picture } from '../components/Picture';
import styles from './PicturePreview.module.css';

const TYPING_PAUSE_MS = 400;

interface PicturePreviewProps {
  /** Empty while there is no usable address. */
  url: string;
  alt: string;
}

/** Shows the picture of an address that is being typed, once the typing pauses. */
export function PicturePreview({ url, alt }: PicturePreviewProps) {
  const [settled, setSettled] = useState(url);
  useEffect(() => {
    const timeout = setTimeout(() => setSettled(url), TYPING_PAUSE_MS);
    return () => clearTimeout(timeout);
  }, [url]);

  return (
    <div className={styles.preview}>
      {settled && settled === url ? (
        <Picture src={settled} alt={alt.trim() || 'Preview of your picture'} sizes="34rem" whole eager />
      ) : (
        <p className={styles.hint}>
          <ImagePlus size={32} strokeWidth={1.25} aria-hidden="true" />
          Your picture will show here
        </p>
      )}
    </div>
  );
}
