import { adminText } from '../../../lib/text/admin';
import { useAuditLog } from '../api/admin';
import { AdminList } from './AdminList';
import styles from './AdminList.module.css';

const { auditLog, people, reports } = adminText;
const ROLES: Partial<Record<string, string>> = people.roles;

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
            {entry.detail !== '' && <span className={styles.quiet}>{` (${detailInWords(entry.detail)})`}</span>}
          </p>
          {entry.created_at !== null && <time className={styles.quiet}>{adminText.time(new Date(entry.created_at))}</time>}
        </div>
      )}
    </AdminList>
  );
}

/** The detail is a role, or a decision about a report, such as `dismissed: post 5`. */
function detailInWords(detail: string): string {
  const [, decision, kind, id] = /^(\w+): (\w+) (\d+)$/.exec(detail) ?? [];
  if (decision === undefined || kind === undefined || id === undefined) return ROLES[detail] ?? detail;
  return auditLog.decision(reports.decisions[decision] ?? decision, reports.kinds[kind] ?? kind, id);
}
