import { X } from 'lucide-react';
import { dismiss, useAnnouncements } from '../lib/announcements';
import { text } from '../lib/text';
import styles from './StatusRegion.module.css';

/** Announces results and shows them for a while. A dialog has its own: while it is open, everything outside is silent. */
export function StatusRegion() {
  const announcements = useAnnouncements();
  return (
    <div className={styles.region} role="status" aria-live="polite" aria-atomic="false">
      {announcements.map(({ id, text: message, kind, visible }) =>
        visible ? (
          <div key={id} className={`${styles.message} ${styles[kind]}`}>
            <span>{message}</span>
            <button type="button" className={`icon-button ${styles.dismiss}`} onClick={() => dismiss(id)}>
              <X size={18} aria-hidden="true" />
              <span className="visually-hidden">{text.actions.dismiss}</span>
            </button>
          </div>
        ) : (
          <span key={id} className="visually-hidden">
            {message}
          </span>
        ),
      )}
    </div>
  );
}
