import { Bell } from 'lucide-react';
import { useId, useRef } from 'react';
import { Link } from 'wouter';
import { LoadMore } from '../../../components/LoadMore';
import { Notice } from '../../../components/Notice';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import shared from '../../../components/views.module.css';
import { ViewTitle } from '../../../components/ViewTitle';
import type { Notification } from '../../../lib/api/types';
import { paths } from '../../../lib/navigation/routes';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { useNotifications } from '../api/notifications';
import { NotificationEntry } from './NotificationEntry';
import styles from './NotificationsView.module.css';

const EXPECTED = 6;

/** What others did that concerns the viewer, newest first. */
export function NotificationsView() {
  const notifications = useNotifications();
  const lists = useRef<HTMLDivElement>(null);
  const focusEntry = (index: number) => lists.current?.querySelectorAll('li')[index]?.querySelector<HTMLElement>('a, button')?.focus();

  return (
    <div className={`${shared.view} ${shared.narrow}`}>
      <div className={styles.header}>
        <ViewTitle>{text.nav.notifications}</ViewTitle>
        <Link href={`${paths.settings}/notifications`} className="text-link">
          {laterText.notifications.settings}
        </Link>
      </div>
      <QueryContent
        query={notifications}
        failed={laterText.notifications.failed}
        skeleton={<Skeleton label={laterText.notifications.loading} pieces={Array<string | undefined>(EXPECTED).fill(styles.placeholder)} />}
      >
        {(all) =>
          all.length === 0 && !notifications.hasNextPage ? (
            <Notice icon={<Bell size={28} strokeWidth={1.5} />} title={laterText.notifications.none}>
              <p>{laterText.notifications.noneHelp}</p>
            </Notice>
          ) : (
            <div ref={lists} className={styles.lists}>
              <Entries title={laterText.notifications.new} entries={all.filter(({ seen }) => !seen)} />
              <Entries title={laterText.notifications.earlier} entries={all.filter(({ seen }) => seen)} />
              <LoadMore list={notifications} labels={laterText.notifications.more} focusItem={focusEntry} />
            </div>
          )
        }
      </QueryContent>
    </div>
  );
}

function Entries({ title, entries }: { title: string; entries: Notification[] }) {
  const titleId = useId();
  if (entries.length === 0) return null;
  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId} className={styles.title}>
        {title}
      </h2>
      <ul className={styles.entries}>
        {entries.map((notification) => (
          <li key={notification.id}>
            <NotificationEntry notification={notification} />
          </li>
        ))}
      </ul>
    </section>
  );
}
