import { X } from 'lucide-react';
import { useEffectEvent, useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { useDocumentTitle } from '../lib/navigation/useDocumentTitle';
import { text } from '../lib/text';
import styles from './Dialog.module.css';
import { StatusRegion } from './StatusRegion';
import { VIEW_TITLE_ID } from './ViewTitle';

interface DialogProps {
  title: string;
  /** Hides the title. Screen readers and the browser's tab still have it. */
  titleHidden?: boolean;
  size?: 'small' | 'medium' | 'large' | 'full';
  role?: 'alertdialog';
  onClose: () => void;
  children: ReactNode;
}

/**
 * A modal dialog. The native element traps the focus and returns it. An element with the attribute `data-autofocus` gets the
 * focus first, otherwise the close button does.
 */
export function Dialog({ title, titleHidden = false, size = 'medium', role, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useDocumentTitle(title, 'dialog');

  const left = useRef(false);

  // Closing may go back in the history. A second click would go too far, and so would Escape, which fires cancel and close.
  const leave = () => {
    if (left.current) return;
    left.current = true;
    onClose();
  };
  const closed = useEffectEvent(() => {
    // The browser may close the element by itself. The address must follow.
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
      // The element that opened the dialog is gone, or there was none.
      const { activeElement } = document;
      if (activeElement === document.body || dialog.contains(activeElement)) {
        document.getElementById(VIEW_TITLE_ID)?.focus({ preventScroll: true });
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
          <span className="visually-hidden">{text.actions.close}</span>
        </button>
      </div>
      {children}
      <StatusRegion />
    </dialog>
  );
}
