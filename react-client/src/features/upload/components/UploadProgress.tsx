import { useRef } from 'react';
import { useUnsavedInput } from '../../../components/forms/useUnsavedInput';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import type { UploadState } from '../useImageUploads';
import styles from './UploadProgress.module.css';

interface UploadProgressProps {
  state: UploadState;
  /** Without it, the caller has a button that ends the upload. */
  onCancel?: () => void;
  onRetry: () => void;
}

/** The progress of an upload, with buttons to cancel it and to try again. */
export function UploadProgress({ state, onCancel, onRetry }: UploadProgressProps) {
  const cancel = useRef<HTMLButtonElement>(null);
  useUnsavedInput(state.stage === 'sending');
  if (state.stage !== 'sending' && state.stage !== 'failed') return null;

  // The button that was pressed is removed.
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
            {text.errors.withReason(laterText.upload.failed, state.reason)}
          </p>
          {state.canRetry && (
            <button type="button" className="button" onClick={retry}>
              {text.actions.tryAgain}
            </button>
          )}
        </>
      )}
      {onCancel && (
        <button ref={cancel} type="button" className="button" onClick={onCancel}>
          {laterText.actions.cancel}
        </button>
      )}
    </div>
  );
}

function Bar({ percent }: { percent: number }) {
  // Everything has been sent, and the server is processing it.
  const finishing = percent === 100;
  return (
    <>
      <div
        className={styles.bar}
        role="progressbar"
        aria-label={laterText.upload.progress}
        aria-valuenow={percent}
        aria-valuetext={finishing ? laterText.upload.finishing : laterText.upload.percent(percent / 100)}
      >
        <div className={styles.part} style={{ width: `${percent}%` }} />
      </div>
      <span className={styles.text} aria-hidden="true">
        {finishing ? laterText.upload.finishingVisible : laterText.upload.percent(percent / 100)}
      </span>
    </>
  );
}
