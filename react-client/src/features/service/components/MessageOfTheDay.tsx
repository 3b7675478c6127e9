import { X } from 'lucide-react';
import { useState } from 'react';
import { LinkedText } from '../../../components/LinkedText';
import { focusViewTitle } from '../../../components/ViewTitle';
import { readStored, store } from '../../../lib/browserStorage';
import { linkify } from '../../../lib/linkify';
import { text } from '../../../lib/text';
import { useService } from '../api/service';
import styles from './MessageOfTheDay.module.css';

const DISMISSED = 'dismissed message';

/** The message of the day, until it is dismissed. A new text appears again. */
export function MessageOfTheDay() {
  const message = useService().data?.message ?? undefined;
  const [dismissed, setDismissed] = useState(() => readStored('localStorage', DISMISSED));
  if (message === undefined || message === dismissed) return null;
  const dismiss = () => {
    store('localStorage', DISMISSED, message);
    setDismissed(message);
    focusViewTitle();
  };
  return (
    <div role="note" className={`card ${styles.message}`}>
      <p className={styles.text} dir="auto">
        <LinkedText parts={linkify(message)} />
      </p>
      <button type="button" className="icon-button" aria-label={text.actions.dismiss} onClick={dismiss}>
        <X size={20} aria-hidden="true" />
      </button>
    </div>
  );
}
