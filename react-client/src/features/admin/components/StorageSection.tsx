import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import type { Storage } from '../../../lib/api/types';
import { adminText } from '../../../lib/text/admin';
import { startCleanup, useStorage, useStorageOfUsers } from '../api/admin';
import { ActionButton } from './ActionButton';
import { AdminList } from './AdminList';
import styles from './AdminList.module.css';
import { Facts } from './Facts';

const { storage: words } = adminText;

/** What everybody has stored, unused files, and what each user has stored. */
export function StorageSection() {
  const storage = useStorage();
  const users = useStorageOfUsers();
  return (
    <>
      <QueryContent
        query={storage}
        failed={adminText.failed}
        skeleton={<Skeleton label={adminText.loading} pieces={[styles.placeholder]} />}
      >
        {(found) => (
          <>
            <section className={`card ${styles.item}`}>
              <Facts
                facts={[
                  [words.place, found.place],
                  [words.used, words.images(found.images_used, found.bytes_used)],
                  [words.free, found.bytes_free === null ? words.unknown : words.bytes(found.bytes_free)],
                ]}
              />
              {found.is_low && <p className={styles.strong}>{words.low}</p>}
            </section>
            <Cleanup storage={found} />
          </>
        )}
      </QueryContent>
      <h2 className={styles.heading}>{words.users}</h2>
      <AdminList list={users} none={adminText.people.none} more={adminText.people.more}>
        {(user) => (
          <div className={styles.row}>
            <p className={`${styles.main} ${styles.strong}`}>{`@${user.username}`}</p>
            <p className={styles.quiet}>
              {words.ofQuota(user.images_used, user.images_limit, user.bytes_used, user.bytes_limit)}
            </p>
          </div>
        )}
      </AdminList>
    </>
  );
}

/** Files that nothing uses: first they are counted, then they can be deleted. */
function Cleanup({ storage: { cleanup } }: { storage: Storage }) {
  const isRunning = cleanup?.state === 'running';
  return (
    <section className={`card ${styles.item}`} aria-labelledby="unused-files">
      <h2 id="unused-files" className={styles.heading}>
        {words.unused}
      </h2>
      <p className={styles.quiet}>{words.unusedHelp}</p>
      <div role="status">{cleanup && <p>{outcome(cleanup)}</p>}</div>
      <div className={styles.row}>
        <ActionButton isDisabled={isRunning} action={{ run: () => startCleanup(true) }}>
          {words.count}
        </ActionButton>
        <ActionButton className="button danger" isDisabled={isRunning} question={words.deleteQuestion} action={{ run: () => startCleanup(false) }}>
          {words.delete}
        </ActionButton>
      </div>
    </section>
  );
}

function outcome(cleanup: NonNullable<Storage['cleanup']>): string {
  if (cleanup.state === 'running') return words.running;
  if (cleanup.state === 'failed') return words.failed;
  const { dry_run: isDryRun, unused_images: unused, orphaned_images: orphaned, orphaned_bytes: bytes, unfinished_files: unfinished } = cleanup;
  const found = (isDryRun ? words.counted : words.deleted)(unused, orphaned, bytes, unfinished);
  return cleanup.kept_images > 0 ? `${found} ${words.kept(cleanup.kept_images)}` : found;
}
