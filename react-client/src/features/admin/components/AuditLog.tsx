import type { AuditEntry } from '../../../lib/api/types';
import { adminText } from '../../../lib/text/admin';
import { useAuditLog } from '../api/admin';
import { AdminList } from './AdminList';
import styles from './AdminList.module.css';

const { auditLog, limits, people, reports, settings } = adminText;
/** Words for a detail, or for the name of a setting. */
const WORDS: Partial<Record<string, string>> = { ...people.roles, ...settings.signups, ...limits.names, ...settings.names, quota_bytes: limits.storage };

/** What moderators, admins and the command line have done. */
export function AuditLog() {
  const list = useAuditLog();
  return (
    <AdminList list={list} none={auditLog.none} more={auditLog.more}>
      {(entry) => (
        <div className={styles.row}>
          <p className={styles.main}>
            <span className={styles.strong}>{entry.actor_name}</span> {auditLog.actions[entry.action] ?? entry.action}{' '}
            <span className={styles.strong}>{entry.subject_kind === 'setting' ? inWords(entry.subject_name) : entry.subject_name}</span>
            {entry.detail !== '' && <span className={styles.quiet}>{` (${detailInWords(entry)})`}</span>}
          </p>
          {entry.created_at !== null && <time className={styles.quiet}>{adminText.time(new Date(entry.created_at))}</time>}
        </div>
      )}
    </AdminList>
  );
}

const inWords = (name: string) => WORDS[name] ?? name;
const valueInWords = (name: string, value: string) => (name === 'quota_bytes' ? limits.bytes(Number(value)) : inWords(value));

/** The detail is a value, a limit such as `posts_per_hour: 5`, or a decision about a report such as `dismissed: post 5`. */
function detailInWords({ detail, subject_name: subject }: AuditEntry): string {
  const [, decision, kind, id] = /^(\w+): (\w+) (\d+)$/.exec(detail) ?? [];
  if (decision === undefined || kind === undefined || id === undefined) {
    const [name = '', value] = detail.split(': ');
    return value === undefined ? valueInWords(subject, detail) : `${inWords(name)}: ${valueInWords(name, value)}`;
  }
  return auditLog.decision(reports.decisions[decision] ?? decision, reports.kinds[kind] ?? kind, id);
}
