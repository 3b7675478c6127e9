import { Camera, ImagePlus } from 'lucide-react';
import { useId, type ReactNode, type RefObject } from 'react';
import { Picture } from '../components/Picture';
import { FileButton } from './FileButton';
import styles from './PhotoPicker.module.css';
import type { PictureUpload } from './usePictureUpload';
import { useIncomingPictures } from './useIncomingPictures';
import { UploadProgress } from './UploadProgress';

interface PhotoPickerProps {
  upload: PictureUpload;
  /** The picture that is there already; empty when there is none. */
  url: string;
  alt: string;
  /** What is wrong with there being no picture. */
  problem?: string;
  /** Gets the focus when there is a problem, and when an upload is stopped. */
  field: RefObject<HTMLInputElement | null>;
  focusFirst?: boolean;
  /** Further things to do about the picture. */
  children?: ReactNode;
}

/** Takes a photo by choice, by camera, dropped or pasted, shows it, and says how it gets on. */
export function PhotoPicker({ upload, url, alt, problem, field, focusFirst, children }: PhotoPickerProps) {
  const noteId = useId();
  const dragging = useIncomingPictures(upload.start);
  const { state } = upload;
  const shown = 'preview' in state ? state.preview : url;
  const cancel = () => {
    upload.cancel();
    field.current?.focus();
  };
  const note = state.stage === 'refused' ? state.reason : problem;

  return (
    <div className={styles.picker}>
      <div className={`${styles.stage} ${dragging ? styles.dragging : ''}`}>
        {shown ? (
          <Picture src={shown} alt={alt.trim() || 'Preview of your picture'} sizes="34rem" whole eager />
        ) : (
          <p className={styles.invitation}>
            <ImagePlus size={32} strokeWidth={1.25} aria-hidden="true" />
            {dragging ? 'Let go to add the photo' : <Invitation />}
          </p>
        )}
      </div>
      <UploadProgress state={state} onCancel={cancel} onRetry={upload.retry} />
      <div className={styles.choices}>
        <FileButton
          label={shown ? 'Choose another photo' : 'Choose a photo'}
          icon={<ImagePlus size={18} aria-hidden="true" />}
          describedBy={noteId}
          invalid={note !== undefined}
          field={field}
          focusFirst={focusFirst}
          onFile={upload.start}
        />
        <span className={styles.byTouch}>
          <FileButton label="Take a photo" icon={<Camera size={18} aria-hidden="true" />} camera onFile={upload.start} />
        </span>
        {children}
      </div>
      <p id={noteId} className={styles.note} aria-live="polite">
        {note}
      </p>
    </div>
  );
}

function Invitation() {
  return (
    <>
      <span className={styles.byPointer}>Drop or paste a photo here</span>
      <span className={styles.byTouch}>Your photo will show here</span>
    </>
  );
}
