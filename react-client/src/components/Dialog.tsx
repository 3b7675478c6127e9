import { X } from 'lucide-react';
import { useEffectEvent, useId, useLayoutEffect, useRef, useState, type ComponentType, type ReactNode } from 'react';
import { useDocumentTitle } from '../lib/navigation/useDocumentTitle';
import { text } from '../lib/text';
import styles from './Dialog.module.css';
import { StatusRegion } from './StatusRegion';
import { UnsavedInputs, type DiscardQuestionProps } from './unsavedInput';
import { VIEW_TITLE_ID } from './ViewTitle';

export type DialogSize = 'small' | 'medium' | 'large' | 'full';

interface DialogProps {
  title: string;
  /** Hides the title. Screen readers and the browser's tab still have it. */
  titleHidden?: boolean;
  size?: DialogSize;
  role?: 'alertdialog';
  onClose: () => void;
  children: ReactNode;
}

/** Whether a dialog closed in this very update: the next one replaces it, and appears without an animation. */
let justClosed = false;

/**
 * A modal dialog. The native element traps the focus and returns it. An element with the attribute `data-autofocus` gets the
 * focus first, otherwise the close button does. Asks before it closes if that would lose input: see `useUnsavedInput`.
 */
export function Dialog({ title, titleHidden = false, size = 'medium', role, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useDocumentTitle(title, 'dialog');

  const left = useRef(false);
  const [unsavedInputs] = useState(() => new Map<string, ComponentType<DiscardQuestionProps>>());
  const [asking, setAsking] = useState(false);
  const lastFocus = useRef<EventTarget>(null);

  // Closing may go back in the history. A second click would go too far, and so would Escape, which fires cancel and close.
  const leave = () => {
    if (left.current) return;
    left.current = true;
    onClose();
  };
  const requestClose = () => {
    if (unsavedInputs.size === 0) leave();
    else setAsking(true);
  };
  const keepEditing = () => {
    setAsking(false);
    if (lastFocus.current instanceof HTMLElement) lastFocus.current.focus();
  };
  const escape = useEffectEvent(() => {
    if (asking) keepEditing();
    else requestClose();
  });
  // A click outside moves the focus to the dialog itself before the dialog can ask.
  const focused = useEffectEvent((target: EventTarget | null) => {
    if (!asking && target !== element.current) lastFocus.current = target;
  });
  const closed = useEffectEvent(() => {
    // The browser may close the element by itself. The address must follow, or the dialog must return to ask.
    if (element.current?.open !== false) return;
    requestClose();
    if (!left.current) element.current.showModal();
  });

  useLayoutEffect(() => {
    const dialog = element.current;
    if (!dialog) return;
    const onClosed = () => closed();
    const onFocusIn = ({ target }: FocusEvent) => focused(target);
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return;
      // Otherwise, browsers let a dialog refuse to close only once.
      event.preventDefault();
      escape();
    };
    // Before the document stops scrolling, which removes its scroll bar. Under another dialog, it has stopped already.
    const { documentElement: root } = document;
    if (!document.querySelector('dialog[open]')) root.style.setProperty('--scrollbar-width', `${innerWidth - root.clientWidth}px`);
    dialog.toggleAttribute('data-replaces', justClosed);
    dialog.showModal();
    dialog.addEventListener('close', onClosed);
    dialog.addEventListener('keydown', onKeyDown);
    dialog.addEventListener('focusin', onFocusIn);
    dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => {
      dialog.removeEventListener('close', onClosed);
      dialog.removeEventListener('keydown', onKeyDown);
      dialog.removeEventListener('focusin', onFocusIn);
      dialog.close();
      justClosed = true;
      queueMicrotask(() => (justClosed = false));
      // The element that opened the dialog is gone, or there was none.
      const { activeElement } = document;
      if (activeElement === document.body || dialog.contains(activeElement)) {
        document.getElementById(VIEW_TITLE_ID)?.focus({ preventScroll: true });
      }
    };
  }, []);

  const [DiscardQuestion] = unsavedInputs.values();

  return (
    <dialog
      ref={element}
      className={`${styles.dialog} ${styles[size]}`}
      aria-labelledby={titleId}
      role={role}
      closedby="any"
      onCancel={(event) => {
        event.preventDefault();
        requestClose();
      }}
    >
      <div className={titleHidden ? styles.floating : styles.bar}>
        <h2 id={titleId} className={titleHidden ? 'visually-hidden' : styles.title}>
          {title}
        </h2>
        <button type="button" className={`icon-button ${styles.close}`} onClick={requestClose}>
          <X aria-hidden="true" />
          <span className="visually-hidden">{text.actions.close}</span>
        </button>
      </div>
      {asking && DiscardQuestion && (
        <div className={styles.question}>
          <DiscardQuestion onDiscard={leave} onKeep={keepEditing} />
        </div>
      )}
      <UnsavedInputs value={unsavedInputs}>{children}</UnsavedInputs>
      <StatusRegion />
    </dialog>
  );
}
