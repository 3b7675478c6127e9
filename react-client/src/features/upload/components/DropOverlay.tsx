import { ImagePlus } from 'lucide-react';
import { useLayoutEffect, useRef } from 'react';
import styles from './DropOverlay.module.css';

/** Covers the window while files are dragged over it, also over dialogs. */
export function DropOverlay({ text }: { text: string }) {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // Browsers without popovers show it under dialogs.
    if (element.current && 'showPopover' in element.current) element.current.showPopover();
  }, []);

  return (
    <div ref={element} popover="manual" role="status" className={styles.overlay}>
      <p className={styles.invitation}>
        <ImagePlus size={48} strokeWidth={1.25} aria-hidden="true" />
        {text}
      </p>
    </div>
  );
}
