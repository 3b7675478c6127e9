import type { ReactNode, RefObject } from 'react';
import { ACCEPTED_FILES } from '../imageFile';
import styles from './FileButton.module.css';

interface FileButtonProps {
  label: string;
  icon: ReactNode;
  /** Opens the camera instead of the files. */
  camera?: boolean;
  multiple?: boolean;
  describedBy?: string;
  invalid?: boolean;
  field?: RefObject<HTMLInputElement | null>;
  focusFirst?: boolean;
  /** Gets a single file, unless `multiple` is set. */
  onFiles: (files: File[]) => void;
}

/** The browser's file control, with the look of a button. */
export function FileButton({
  label,
  icon,
  camera = false,
  multiple = false,
  describedBy,
  invalid,
  field,
  focusFirst,
  onFiles,
}: FileButtonProps) {
  return (
    <label className={`button ${styles.choose}`}>
      {icon}
      {label}
      <input
        ref={field}
        type="file"
        className="visually-hidden"
        accept={ACCEPTED_FILES}
        multiple={multiple}
        capture={camera ? 'environment' : undefined}
        aria-describedby={describedBy}
        aria-invalid={invalid}
        data-autofocus={focusFirst}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])];
          // Otherwise, choosing the same file again would fire no event.
          target.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
    </label>
  );
}
