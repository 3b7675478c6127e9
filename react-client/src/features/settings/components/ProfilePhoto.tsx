import { ImagePlus } from 'lucide-react';
import { useRef } from 'react';
import { Avatar } from '../../../components/Avatar';
import { announce, announceFailure } from '../../../lib/announcements';
import type { ProfileChanges, User } from '../../../lib/api/types';
import { laterText } from '../../../lib/text/later';
import { EditPhotoButton } from '../../upload/components/EditPhotoButton';
import { FileButton } from '../../upload/components/FileButton';
import { RemovedDetails } from '../../upload/components/RemovedDetails';
import { UploadProgress } from '../../upload/components/UploadProgress';
import { useImageUpload } from '../../upload/useImageUpload';
import { useChangeProfile } from '../api/account';
import styles from './ProfilePhoto.module.css';

/** The viewer's profile photo. A new one is saved as soon as it is uploaded. */
export function ProfilePhoto({ viewer }: { viewer: User }) {
  const change = useChangeProfile();
  const field = useRef<HTMLInputElement>(null);
  const save = async (changes: ProfileChanges, said: string) => {
    try {
      await change(changes);
      announce(said);
    } catch (error) {
      if (error instanceof Error) announceFailure(laterText.settings.photoNotChanged, error);
    }
  };
  const upload = useImageUpload(({ image_url, thumb_url }) => void save({ image_url, thumb_url }, laterText.settings.photoSaved));
  const { state } = upload;
  // The buttons for these actions are removed when they are pressed.
  const cancel = () => {
    upload.cancel();
    field.current?.focus();
  };
  const removePhoto = async () => {
    await save({ image_url: '', thumb_url: '' }, laterText.settings.photoRemoved);
    field.current?.focus();
  };

  return (
    <div className={styles.image}>
      <Avatar user={viewer} size="huge" />
      <div className={styles.choices}>
        <FileButton
          label={viewer.image_url ? laterText.upload.chooseOther : laterText.upload.choose}
          icon={<ImagePlus size={18} aria-hidden="true" />}
          field={field}
          onFiles={([file]) => {
            if (file) upload.start(file);
          }}
        />
        <EditPhotoButton upload={upload} />
        {(viewer.image_url ?? viewer.thumb_url) && (
          <button type="button" className="button" onClick={() => void removePhoto()}>
            {laterText.upload.remove}
          </button>
        )}
      </div>
      <div className={styles.progress}>
        <UploadProgress state={state} onCancel={cancel} onRetry={upload.retry} />
        <RemovedDetails state={state} />
        {state.stage === 'refused' && (
          <p className={styles.problem} role="alert">
            {state.reason}
          </p>
        )}
      </div>
    </div>
  );
}
