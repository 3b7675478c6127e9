import type { MouseEvent } from 'react';
import styles from './UploadProgress.module.css';
import type { UploadState } from './usePictureUpload';

interface UploadProgressProps {
  state: UploadState;
  onCancel: () => void;
  onRetry: () => void;
}

/** How far a photo has come, and what can be done about it. */
export function UploadProgress({ state, onCancel, onRetry }: UploadProgressProps) {
  if (state.stage !== 'sending' && state.stage !== 'failed') return null;

  const sending = state.stage === 'sending';
  // The second click of a double click is meant for the first one's button, which this was.
  const onClick = ({ detail }: MouseEvent) => {
    if (detail <= 1) (sending ? onCancel : onRetry)();
  };
  return (
    <div className={styles.status}>
      {sending ? (
        <Bar percent={Math.round(state.part * 100)} />
      ) : (
        <p className={styles.failure} role="alert">
          The photo was not uploaded. {state.reason}
        </p>
      )}
      <button type="button" className="button" onClick={onClick}>
        {sending ? 'Cancel' : 'Try again'}
      </button>
    </div>
  );
}

function Bar({ percent }: { percent: number }) {
  // All of it is there, and the server looks at it.
  const finishing = percent === 100;
  return (
    <>
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
    </>
  );
}
