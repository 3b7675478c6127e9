import { adminText } from '../../../lib/text/admin';
import { useAuditLog } from '../api/admin';
import { AdminList } from './AdminList';
import styles from './AdminList.module.css';

const { auditLog } = adminText;

/** What moderators, admins and the command line have done. */
export function AuditLog() {
  const list = useAuditLog();
  return (
    <AdminList list={list} none={auditLog.none} more={auditLog.more}>
      {(entry) => (
        <div className={styles.row}>
          <p className={styles.main}>
            <span className={styles.strong}>{entry.actor_name}</span> {auditLog.actions[entry.action] ?? entry.action}{' '}
            <span className={styles.strong}>{entry.subject_name}</span>
            {entry.detail !== '' && <span className={styles.quiet}>{` (${entry.detail})`}</span>}
          </p>
          {entry.created_at !== null && <time className={styles.quiet}>{adminText.time(new Date(entry.created_at))}</time>}
        </div>
      )}
    </AdminList>
  );
}
