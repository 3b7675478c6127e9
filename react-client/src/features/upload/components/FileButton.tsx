import type { ReactNode, RefObject } from 'react';
import { ACCEPTED_TYPES } from '../imageFile';
import styles from './FileButton.module.css';

interface FileButtonProps {
  label: string;
  icon: ReactNode;
  /** Opens the camera instead of the files. */
  camera?: boolean;
  describedBy?: string;
  invalid?: boolean;
  field?: RefObject<HTMLInputElement | null>;
  focusFirst?: boolean;
  onFile: (file: File) => void;
}

/** The browser's file control, with the look of a button. */
export function FileButton({ label, icon, camera = false, describedBy, invalid, field, focusFirst, onFile }: FileButtonProps) {
  return (
    <label className={`button ${styles.choose}`}>
      {icon}
      {label}
      <input
        ref={field}
        type="file"
        className="visually-hidden"
        accept={ACCEPTED_TYPES}
        capture={camera ? 'environment' : undefined}
        aria-describedby={describedBy}
        aria-invalid={invalid}
        data-autofocus={focusFirst}
        onChange={({ target }) => {
          const file = target.files?.[0];
          // Otherwise, choosing the same file again would fire no event.
          target.value = '';
          if (file) onFile(file);
        }}
      />
    </label>
  );
}
