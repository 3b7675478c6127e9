import { X } from 'lucide-react';
import { dismiss, useAnnouncements } from '../announcements';
import styles from './StatusRegion.module.css';

/** Says results aloud and shows them for a while. A dialog has its own: what lies outside of it is silent while it is open. */
export function StatusRegion() {
  const announcements = useAnnouncements();
  return (
    <div className={styles.region} role="status" aria-live="polite" aria-atomic="false">
      {announcements.map(({ id, text, kind, visible }) =>
        visible ? (
          <div key={id} className={`${styles.message} ${styles[kind]}`}>
            <span>{text}</span>
            <button type="button" className={`icon-button ${styles.dismiss}`} onClick={() => dismiss(id)}>
              <X size={18} aria-hidden="true" />
              <span className="visually-hidden">Dismiss</span>
            </button>
          </div>
        ) : (
          <span key={id} className="visually-hidden">
            {text}
          </span>
        ),
      )}
    </div>
  );
}
