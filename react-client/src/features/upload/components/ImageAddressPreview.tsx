import { ImagePlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ResponsiveImage } from '../../../components/ResponsiveImage';
import { laterText } from '../../../lib/text/later';
import styles from './ImageAddressPreview.module.css';

const TYPING_PAUSE_MS = 400;

interface ImageAddressPreviewProps {
  /** Empty while the address is not valid. */
  url: string;
  alt: string;
}

/** Shows the image at an address that is being typed, once the typing pauses. */
export function ImageAddressPreview({ url, alt }: ImageAddressPreviewProps) {
  const [settled, setSettled] = useState(url);
  useEffect(() => {
    const timeout = setTimeout(() => setSettled(url), TYPING_PAUSE_MS);
    return () => clearTimeout(timeout);
  }, [url]);

  return (
    <div className={styles.preview}>
      {settled && settled === url ? (
        <ResponsiveImage src={settled} alt={alt.trim() || laterText.upload.preview} sizes="34rem" whole eager />
      ) : (
        <p className={styles.hint}>
          <ImagePlus size={32} strokeWidth={1.25} aria-hidden="true" />
          {laterText.upload.placeholder}
        </p>
      )}
    </div>
  );
}
