import { useEffect, useState } from 'react';
import type { BlurredPreview } from '../lib/blurredPreview';
import type { StoredImage } from '../lib/storedImage';

/** The CSS background of an image until it has loaded: its average colour, and soon its blurred preview. */
export function usePlaceholder(stored: StoredImage | undefined): string | undefined {
  const [preview, setPreview] = useState<BlurredPreview>();
  const hash = stored?.hash;

  useEffect(() => {
    if (!hash) return;
    import('../lib/blurredPreview').then(
      ({ blurredPreview }) => setPreview(blurredPreview(hash)),
      // The colour stays.
      () => undefined,
    );
  }, [hash]);

  const blurred = preview && preview.hash === hash ? `center / cover url(${preview.url}) ` : '';
  return stored && blurred + stored.colour;
}
