import type { PictureUpload } from './usePictureUpload';
import styles from './UploadProgress.module.css';

/** How far a photo has come, and what can be done about it. */
export function UploadProgress({ upload: { state, retry, cancel } }: { upload: PictureUpload }) {
  if (state.stage === 'sending') {
    const percent = Math.round(state.part * 100);
    // All of it is there, and the server looks at it.
    const finishing = percent === 100;
    return (
      <div className={styles.status}>
        <div
          className={styles.bar}
          role="progressbar"
          aria-label="Uploading your photo"
          aria-valuenow={percent}
          aria-valuetext={finishing ? 'Almost done' : `${percent} %`}
        >
          <div className={styles.part} style={{ width: `${percent}%` }} />
        </div>
        <span className={styles.text} aria-hidden="true">
          {finishing ? 'Almost done…' : `${percent} %`}
        </span>
        <button type="button" className="button" onClick={cancel}>
          Cancel
        </button>
      </div>
    );
  }
  if (state.stage === 'failed') {
    return (
      <div className={styles.status}>
        <p className={styles.failure} role="alert">
          The photo was not uploaded. {state.reason}
        </p>
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      </div>
    );
  }
  return null;
}
