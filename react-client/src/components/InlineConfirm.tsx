import { useEffect, useRef } from 'react';
import { laterText } from '../lib/text/later';
import styles from './InlineConfirm.module.css';

interface InlineConfirmProps {
  question: string;
  /** The label of the button that confirms. */
  confirm: string;
  /** The label of the other button. */
  keep?: string;
  onConfirm: () => void;
  onKeep: () => void;
}

/** Asks for confirmation in place. The harmless answer has the focus. */
export function InlineConfirm({ question, confirm, keep = laterText.actions.keep, onConfirm, onKeep }: InlineConfirmProps) {
  const harmless = useRef<HTMLButtonElement>(null);
  useEffect(() => harmless.current?.focus(), []);

  return (
    <div className={styles.question} role="group" aria-label={question}>
      <span>{question}</span>
      <button type="button" className={styles.confirm} onClick={onConfirm}>
        {confirm}
      </button>
      <button type="button" ref={harmless} className={styles.keep} onClick={onKeep}>
        {keep}
      </button>
    </div>
  );
}
