import { useEffect, useRef } from 'react';
import styles from './Question.module.css';

interface QuestionProps {
  text: string;
  /** What the answer is called that does it. */
  confirm: string;
  onConfirm: () => void;
  onKeep: () => void;
}

/** Asks once more before something goes, in its place. The harmless answer has the focus. */
export function Question({ text, confirm, onConfirm, onKeep }: QuestionProps) {
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);

  return (
    <div className={styles.question} role="group" aria-label={text}>
      <span>{text}</span>
      <button type="button" className={styles.confirm} onClick={onConfirm}>
        {confirm}
      </button>
      <button type="button" ref={keep} className={styles.keep} onClick={onKeep}>
        Keep
      </button>
    </div>
  );
}
