import type { ReactNode, RefObject } from 'react';
import styles from './FileButton.module.css';
import { ACCEPTED_TYPES } from './pictureFile';

interface FileButtonProps {
  label: string;
  icon: ReactNode;
  /** Goes to the camera rather than to the files. */
  camera?: boolean;
  describedBy?: string;
  invalid?: boolean;
  field?: RefObject<HTMLInputElement | null>;
  focusFirst?: boolean;
  onFile: (file: File) => void;
}

/** Looks like a button and is the browser's own control for files. */
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
          // The same file may be chosen again.
          target.value = '';
          if (file) onFile(file);
        }}
      />
    </label>
  );
}
