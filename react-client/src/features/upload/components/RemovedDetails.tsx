import { laterText } from '../../../lib/text/later';
import type { UploadState } from '../useImageUploads';
import styles from './RemovedDetails.module.css';

/** Says which private details of the uploaded photo the server did not keep. */
export function RemovedDetails({ state }: { state: UploadState }) {
  const removed = state.stage === 'sent' ? state.removed : [];
  const { locationRemoved, cameraRemoved, bothRemoved } = laterText.upload;
  const [location, camera] = [removed.includes('location'), removed.includes('camera')];
  return (
    <p className={styles.details} role="status">
      {location && camera ? bothRemoved : location ? locationRemoved : camera && cameraRemoved}
    </p>
  );
}
