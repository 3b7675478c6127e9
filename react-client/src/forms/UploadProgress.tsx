import { useRef } from 'react';
import styles from './UploadProgress.module.css';
import type { UploadState } from './usePictureUpload';

interface UploadProgressProps {
  state: UploadState;
  onCancel: () => void;
  onRetry: () => void;
}

/** How far a photo has come, and what can be done about it. */
export function UploadProgress({ state, onCancel, onRetry }: UploadProgressProps) {
  const cancel = useRef<HTMLButtonElement>(null);
  if (state.stage !== 'sending' && state.stage !== 'failed') return null;

  // The button for another try goes with it.
  const retry = () => {
    cancel.current?.focus();
    onRetry();
  };
  return (
    <div className={styles.status}>
      {state.stage === 'sending' ? (
        <Bar percent={Math.round(state.part * 100)} />
      ) : (
        <>
          <p className={styles.failure} role="alert">
            The photo was not uploaded. {state.reason}
          </p>
          <button type="button" className="button" onClick={retry}>
            Try again
          </button>
        </>
      )}
      <button ref={cancel} type="button" className="button" onClick={onCancel}>
        Cancel
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
