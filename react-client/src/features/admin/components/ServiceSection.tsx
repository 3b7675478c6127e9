import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import { adminText } from '../../../lib/text/admin';
import { useService } from '../api/admin';
import styles from './AdminList.module.css';
import { Facts } from './Facts';

const { service: words, time } = adminText;

/** Versions, health, the last backup, and numbers of the process that answered. */
export function ServiceSection() {
  return (
    <QueryContent
      query={useService()}
      failed={words.unreachable}
      skeleton={<Skeleton label={adminText.loading} pieces={[styles.placeholder]} />}
    >
      {(found) => (
        <>
          <section className={`card ${styles.item}`} aria-labelledby="health">
            <h2 id="health" className={styles.heading}>
              {words.health}
            </h2>
            <Facts
              facts={[
                [words.database, words.reachable],
                [words.disk, words.diskState(found.bytes_free, found.is_disk_low)],
                [words.waiting, words.number(found.reads_waiting + found.writes_waiting + found.passwords_waiting)],
                [words.connections, words.of(found.connections_open, found.connections_limit)],
                [words.backup, found.last_backup_at === null ? words.noBackup : time(new Date(found.last_backup_at))],
              ]}
            />
          </section>
          <section className={`card ${styles.item}`} aria-labelledby="versions">
            <h2 id="versions" className={styles.heading}>
              {words.versions}
            </h2>
            <Facts
              facts={[
                [words.program, found.version],
                [found.database, found.database_version],
                [words.migration, found.is_current ? found.migration : words.outdated(found.migration)],
              ]}
            />
          </section>
          <section className={`card ${styles.item}`} aria-labelledby="numbers">
            <h2 id="numbers" className={styles.heading}>
              {words.numbers}
            </h2>
            <p className={styles.quiet}>{words.numbersHelp}</p>
            <Facts
              facts={[
                [words.uptime, words.duration(found.uptime_seconds)],
                [words.requests, words.number(found.requests)],
                [words.clientErrors, words.number(found.client_errors)],
                [words.serverErrors, words.number(found.server_errors)],
                [words.signIns, words.number(found.sign_ins_succeeded)],
                [words.signInsRefused, words.number(found.sign_ins_refused)],
                [words.signInsLimited, words.number(found.sign_ins_limited)],
              ]}
            />
          </section>
        </>
      )}
    </QueryContent>
  );
}
