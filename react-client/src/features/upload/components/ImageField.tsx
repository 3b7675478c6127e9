import { useState, type RefObject } from 'react';
import { Field } from '../../../components/forms/Field';
import { MAX_URL_LENGTH } from '../../../lib/api/laterEndpoints';
import { storedImage } from '../../../lib/storedImage';
import { laterText } from '../../../lib/text/later';
import { problemWithImageUrl } from '../imageUrl';
import type { ImageUpload } from '../useImageUploads';
import { ImageAddressPreview } from './ImageAddressPreview';
import styles from './ImageField.module.css';
import { PhotoPicker } from './PhotoPicker';

interface ImageFieldProps {
  upload: ImageUpload;
  url: string;
  onUrl: (url: string) => void;
  alt: string;
  problem?: string;
  field: RefObject<HTMLInputElement | null>;
  onMore: (files: File[]) => void;
}

/** The only image of a post: an uploaded photo, or the address of an image on the web. */
export function ImageField({ upload, url, onUrl, alt, problem, field, onMore }: ImageFieldProps) {
  const [byAddress, setByAddress] = useState(url !== '' && !storedImage(url));

  // A photo may be dropped meanwhile.
  if (!byAddress || upload.state.stage !== 'none') {
    return (
      <PhotoPicker
        upload={upload}
        url={problemWithImageUrl(url) ? '' : url}
        alt={alt}
        problem={problem}
        field={field}
        focusFirst
        onMore={onMore}
      >
        <details className={styles.more}>
          <summary>{laterText.upload.more}</summary>
          <button
            type="button"
            className={`text-link ${styles.other}`}
            onClick={() => {
              upload.cancel();
              // The address of an uploaded image means nothing to the user.
              if (storedImage(url)) onUrl('');
              setByAddress(true);
            }}
          >
            {laterText.upload.useAddress}
          </button>
        </details>
      </PhotoPicker>
    );
  }
  return (
    <div className={styles.address}>
      <ImageAddressPreview url={problemWithImageUrl(url) ? '' : url} alt={alt} />
      <Field label={laterText.upload.address} note={problem} noteIsError hint={laterText.upload.addressHint}>
        {(props) => (
          <input
            {...props}
            ref={field}
            type="url"
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
            required
            data-autofocus
            maxLength={MAX_URL_LENGTH}
            value={url}
            onChange={(event) => onUrl(event.target.value)}
          />
        )}
      </Field>
      <button type="button" className={`text-link ${styles.other}`} onClick={() => setByAddress(false)}>
        {laterText.upload.useUpload}
      </button>
    </div>
  );
}
