import { Camera, ImagePlus } from 'lucide-react';
import { useId, type ReactNode, type RefObject } from 'react';
import { ResponsiveImage } from '../../../components/ResponsiveImage';
import { laterText } from '../../../lib/text/later';
import type { ImageUpload } from '../useImageUploads';
import { AddPhotosButton } from './AddPhotosButton';
import { EditPhotoButton } from './EditPhotoButton';
import { FileButton } from './FileButton';
import styles from './PhotoPicker.module.css';
import { RemovedDetails } from './RemovedDetails';
import { UploadProgress } from './UploadProgress';

interface PhotoPickerProps {
  upload: ImageUpload;
  /** The current image; empty if there is none. */
  url: string;
  alt: string;
  /** An error to show below. */
  problem?: string;
  /** Gets the focus when there is an error, and when an upload is cancelled. */
  field: RefObject<HTMLInputElement | null>;
  focusFirst?: boolean;
  /** Shows the photo as it will appear, instead of the photo alone. Gets an empty address if there is none. Null shows nothing. */
  preview?: (url: string) => ReactNode;
  /** Takes further photos. Without it, a photo replaces the one before. */
  onMore?: (files: File[]) => void;
  /** Further actions. */
  children?: ReactNode;
}

/** Takes a photo that is chosen or taken, and shows it with the progress of its upload. */
export function PhotoPicker({ upload, url, alt, problem, field, focusFirst, preview, onMore, children }: PhotoPickerProps) {
  const noteId = useId();
  const replace = (files: File[]) => {
    if (files[0]) upload.start(files[0]);
  };
  const add = onMore ?? replace;
  const { state } = upload;
  const shown = 'preview' in state ? state.preview : url;
  const cancel = () => {
    upload.cancel();
    field.current?.focus();
  };
  const image = shown ? <ResponsiveImage src={shown} alt={alt.trim() || laterText.upload.preview} sizes="34rem" whole eager /> : null;
  const note = state.stage === 'refused' ? state.reason : problem;

  return (
    <div className={styles.picker}>
      <div className={styles.stage}>
        {(preview ? preview(shown) : image) ?? (
          // The button below does the same, so the keyboard needs to stop only there.
          <button type="button" tabIndex={-1} className={styles.invitation} onClick={() => field.current?.click()}>
            <ImagePlus size={32} strokeWidth={1.25} aria-hidden="true" />
            <span className={styles.byPointer}>{laterText.upload.dropOrPaste}</span>
            <span className={styles.byTouch}>{laterText.upload.tap}</span>
          </button>
        )}
      </div>
      <UploadProgress state={state} onCancel={cancel} onRetry={upload.retry} />
      <RemovedDetails state={state} />
      <div className={styles.choices}>
        <FileButton
          label={shown ? laterText.upload.chooseOther : onMore ? laterText.upload.chooseSeveral : laterText.upload.choose}
          icon={<ImagePlus size={18} aria-hidden="true" />}
          describedBy={noteId}
          invalid={note !== undefined}
          field={field}
          focusFirst={focusFirst}
          multiple={onMore !== undefined && !shown}
          onFiles={shown ? replace : add}
        />
        <span className={styles.byTouch}>
          <FileButton label={laterText.upload.take} icon={<Camera size={18} aria-hidden="true" />} camera onFiles={replace} />
        </span>
        <EditPhotoButton upload={upload} />
        {onMore && shown && <AddPhotosButton onFiles={onMore} />}
        {children}
      </div>
      <p id={noteId} className={styles.note} aria-live="polite">
        {note}
      </p>
    </div>
  );
}
