import { useEffect, useRef } from 'react';
import { text } from '../lib/text';
import styles from './InlineConfirm.module.css';

interface InlineConfirmProps {
  question: string;
  /** The label of the button that confirms. */
  confirm: string;
  onConfirm: () => void;
  onKeep: () => void;
}

/** Asks for confirmation in place. The harmless answer has the focus. */
export function InlineConfirm({ question, confirm, onConfirm, onKeep }: InlineConfirmProps) {
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);

  return (
    <div className={styles.question} role="group" aria-label={question}>
      <span>{question}</span>
      <button type="button" className={styles.confirm} onClick={onConfirm}>
        {confirm}
      </button>
      <button type="button" ref={keep} className={styles.keep} onClick={onKeep}>
        {text.actions.keep}
      </button>
    </div>
  );
}
