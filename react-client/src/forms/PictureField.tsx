import { useState, type RefObject } from 'react';
import { LONGEST_URL } from '../api/endpoints';
import { storedPicture } from '../pictures';
import { Field } from './Field';
import styles from './PictureField.module.css';
import { PhotoPicker } from './PhotoPicker';
import { PicturePreview } from './PicturePreview';
import { problemWithPictureUrl } from './pictureUrl';
import type { PictureUpload } from './usePictureUpload';

interface PictureFieldProps {
  upload: PictureUpload;
  url: string;
  onUrl: (url: string) => void;
  alt: string;
  problem?: string;
  field: RefObject<HTMLInputElement | null>;
}

/** The picture of a post: a photo that is uploaded or, for who would rather have it so, the address of one on the web. */
export function PictureField({ upload, url, onUrl, alt, problem, field }: PictureFieldProps) {
  const [byAddress, setByAddress] = useState(url !== '' && !storedPicture(url));

  if (!byAddress) {
    return (
      <PhotoPicker
        upload={upload}
        url={problemWithPictureUrl(url) ? '' : url}
        alt={alt}
        problem={problem}
        field={field}
        focusFirst
      >
        <button
          type="button"
          className={`text-link ${styles.other}`}
          onClick={() => {
            upload.cancel();
            // What was uploaded has an address that says nothing to people.
            if (storedPicture(url)) onUrl('');
            setByAddress(true);
          }}
        >
          Use an address instead
        </button>
      </PhotoPicker>
    );
  }
  return (
    <div className={styles.address}>
      <PicturePreview url={problemWithPictureUrl(url) ? '' : url} alt={alt} />
      <Field label="Picture address" note={problem} noteIsError hint="A link to a picture on the web, beginning with https://">
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
            maxLength={LONGEST_URL}
            value={url}
            onChange={(event) => onUrl(event.target.value)}
          />
        )}
      </Field>
      <button type="button" className={`text-link ${styles.other}`} onClick={() => setByAddress(false)}>
        Upload a photo instead
      </button>
    </div>
  );
}
