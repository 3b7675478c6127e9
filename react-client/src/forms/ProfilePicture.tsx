import { ImagePlus } from 'lucide-react';
import { useRef } from 'react';
import { announce, announceFailure } from '../announcements';
import { useChangeProfile } from '../api/profile';
import type { ProfileChanges, User } from '../api/types';
import { Avatar } from '../components/Avatar';
import { FileButton } from './FileButton';
import styles from './ProfilePicture.module.css';
import { UploadProgress } from './UploadProgress';
import { usePictureUpload } from './usePictureUpload';

/** The picture of whoever is signed in. A new one counts as soon as it is uploaded. */
export function ProfilePicture({ viewer }: { viewer: User }) {
  const change = useChangeProfile();
  const field = useRef<HTMLInputElement>(null);
  const save = async (changes: ProfileChanges, said: string) => {
    try {
      await change(changes);
      announce(said);
    } catch (error) {
      if (error instanceof Error) announceFailure('Your picture was not changed.', error);
    }
  };
  const upload = usePictureUpload(({ image_url, thumb_url }) => void save({ image_url, thumb_url }, 'Your picture is saved'));
  const { state } = upload;
  // The buttons for these are gone with what they were for.
  const cancel = () => {
    upload.cancel();
    field.current?.focus();
  };
  const removePicture = async () => {
    await save({ image_url: '', thumb_url: '' }, 'Your picture is removed');
    field.current?.focus();
  };

  return (
    <div className={styles.picture}>
      <Avatar user={viewer} size="huge" />
      <div className={styles.choices}>
        <FileButton
          label={viewer.image_url ? 'Choose another picture' : 'Choose a picture'}
          icon={<ImagePlus size={18} aria-hidden="true" />}
          field={field}
          onFile={upload.start}
        />
        {(viewer.image_url ?? viewer.thumb_url) && (
          <button type="button" className="button" onClick={() => void removePicture()}>
            Remove picture
          </button>
        )}
      </div>
      <div className={styles.progress}>
        <UploadProgress state={state} onCancel={cancel} onRetry={upload.retry} />
        {state.stage === 'refused' && (
          <p className={styles.problem} role="alert">
            {state.reason}
          </p>
        )}
      </div>
    </div>
  );
}
