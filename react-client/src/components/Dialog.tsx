import { X } from 'lucide-react';
import { useEffectEvent, useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { useDocumentTitle } from '../navigation/useDocumentTitle';
import styles from './Dialog.module.css';
import { PAGE_TITLE_ID } from './PageTitle';
import { StatusRegion } from './StatusRegion';

interface DialogProps {
  title: string;
  /** Keeps the title for those who listen and for the browser's tab. */
  titleHidden?: boolean;
  size?: 'small' | 'medium' | 'large' | 'full';
  role?: 'alertdialog';
  onClose: () => void;
  children: ReactNode;
}

/**
 * A modal dialog. The native element traps the focus and gives it back; what has the attribute `data-autofocus` gets it
 * first, else the close button.
 */
export function Dialog({ title, titleHidden = false, size = 'medium', role, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useDocumentTitle(title, 'dialog');

  const left = useRef(false);

  // Closing may go back in the history: a second click, or Escape arriving both as a question and as a fact, would go too far.
  const leave = () => {
    if (left.current) return;
    left.current = true;
    onClose();
  };
  const closed = useEffectEvent(() => {
    // The browser may close the element without asking; the address has to follow.
    if (element.current?.open === false) leave();
  });

  useLayoutEffect(() => {
    const dialog = element.current;
    if (!dialog) return;
    const onClosed = () => closed();
    dialog.showModal();
    dialog.addEventListener('close', onClosed);
    dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => {
      dialog.removeEventListener('close', onClosed);
      dialog.close();
      // Whatever opened the dialog is gone, or nothing did.
      const { activeElement } = document;
      if (activeElement === document.body || dialog.contains(activeElement)) {
        document.getElementById(PAGE_TITLE_ID)?.focus({ preventScroll: true });
      }
    };
  }, []);

  return (
    <dialog
      ref={element}
      className={`${styles.dialog} ${styles[size]}`}
      aria-labelledby={titleId}
      role={role}
      closedby="any"
      onCancel={(event) => {
        event.preventDefault();
        leave();
      }}
    >
      <div className={titleHidden ? styles.floating : styles.bar}>
        <h2 id={titleId} className={titleHidden ? 'visually-hidden' : styles.title}>
          {title}
        </h2>
        <button type="button" className={`icon-button ${styles.close}`} onClick={leave}>
          <X aria-hidden="true" />
          <span className="visually-hidden">Close</span>
        </button>
      </div>
      {children}
      <StatusRegion />
    </dialog>
  );
}
