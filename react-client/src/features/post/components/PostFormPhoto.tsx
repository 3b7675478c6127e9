import { ArrowDown, ArrowUp, GripVertical, ImageOff, Trash2 } from 'lucide-react';
import { useId, useRef, type ComponentProps, type ReactNode, type Ref } from 'react';
import { ResponsiveImage } from '../../../components/ResponsiveImage';
import { laterText } from '../../../lib/text/later';
import { EditPhotoButton } from '../../upload/components/EditPhotoButton';
import { RemovedDetails } from '../../upload/components/RemovedDetails';
import { UploadProgress } from '../../upload/components/UploadProgress';
import type { ImageUpload } from '../../upload/useImageUploads';
import type { PostPhoto } from '../usePostPhotos';
import styles from './PostFormPhoto.module.css';

interface PostFormPhotoProps {
  photo: PostPhoto;
  upload: ImageUpload;
  index: number;
  total: number;
  /** Why the form cannot be sent with this photo, if so. */
  problem?: string;
  /** Gets the focus when there is a problem. */
  group: Ref<HTMLDivElement>;
  /** Makes the image a handle to drag. */
  handle: ComponentProps<'div'>;
  onMove: (to: number) => void;
  onRemove: () => void;
  /** The alt text. */
  children: ReactNode;
}

/** One of several photos of a post. */
export function PostFormPhoto({ photo, upload, index, total, problem, group, handle, onMove, onRemove, children }: PostFormPhotoProps) {
  const id = useId();
  const remove = useRef<HTMLButtonElement>(null);
  const { state } = upload;
  const shown = 'preview' in state ? state.preview : photo.image_url;

  // The button that was pressed is removed.
  const retry = () => {
    remove.current?.focus();
    upload.retry();
  };
  return (
    <div
      ref={group}
      className={styles.photo}
      role="group"
      aria-labelledby={`${id}-position`}
      aria-describedby={`${id}-note`}
      tabIndex={-1}
    >
      <div {...handle} className={styles.image}>
        {shown ? (
          <ResponsiveImage src={shown} alt={photo.alt_text.trim() || laterText.upload.preview} sizes="8rem" eager />
        ) : (
          <ImageOff size={32} strokeWidth={1.25} aria-hidden="true" />
        )}
        <span className={styles.grip} aria-hidden="true">
          <GripVertical size={20} />
        </span>
      </div>
      <div className={styles.heading}>
        <p id={`${id}-position`} className={styles.position}>
          {laterText.postForm.position(index + 1, total)}{' '}
          {index === 0 && <span className={styles.cover}>{laterText.postForm.cover}</span>}
        </p>
        <div className={styles.actions}>
          <MoveButton label={laterText.postForm.moveEarlier} icon={<ArrowUp size={20} aria-hidden="true" />} to={index - 1} total={total} onMove={onMove} />
          <MoveButton label={laterText.postForm.moveLater} icon={<ArrowDown size={20} aria-hidden="true" />} to={index + 1} total={total} onMove={onMove} />
          <EditPhotoButton upload={upload} compact />
          <button ref={remove} type="button" className="icon-button" title={laterText.postForm.remove} onClick={onRemove}>
            <Trash2 size={20} aria-hidden="true" />
            <span className="visually-hidden">{laterText.postForm.remove}</span>
          </button>
        </div>
      </div>
      <div className={styles.fields}>
        <UploadProgress state={state} onRetry={retry} />
        <RemovedDetails state={state} />
        <p id={`${id}-note`} className={styles.note} aria-live="polite">
          {state.stage === 'refused' ? state.reason : problem}
        </p>
        {children}
      </div>
    </div>
  );
}

interface MoveButtonProps {
  label: string;
  icon: ReactNode;
  to: number;
  total: number;
  onMove: (to: number) => void;
}

/** Stays in the tab order at the end of the list, so that it keeps the focus. */
function MoveButton({ label, icon, to, total, onMove }: MoveButtonProps) {
  const possible = to >= 0 && to < total;
  return (
    <button
      type="button"
      className={`icon-button ${styles.move}`}
      title={label}
      aria-disabled={!possible}
      onClick={() => {
        if (possible) onMove(to);
      }}
    >
      {icon}
      <span className="visually-hidden">{label}</span>
    </button>
  );
}
