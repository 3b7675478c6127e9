import { useRef } from 'react';
import { LoadMore } from '../../../components/LoadMore';
import { QueryContent } from '../../../components/QueryContent';
import { UserRow } from '../../../components/UserRow';
import { laterText } from '../../../lib/text/later';
import { useFollowRequests } from '../api/knownRequests';
import { AnswerButtons } from './AnswerButtons';
import styles from './FollowRequests.module.css';
import suggestionStyles from './Suggestions.module.css';

/** The pending requests to follow the viewer. Shows nothing if there are none. */
export function FollowRequests() {
  const requests = useFollowRequests('incoming');
  const list = useRef<HTMLUListElement>(null);
  const focusUser = (index: number) => list.current?.children[index]?.querySelector('a')?.focus();
  return (
    <QueryContent query={requests} failed={laterText.followRequests.failed} skeleton={null}>
      {(all) =>
        all.length > 0 && (
          <section aria-labelledby="follow-requests-title" className={styles.requests}>
            <h2 id="follow-requests-title" className={suggestionStyles.title}>
              {laterText.followRequests.title}
            </h2>
            <ul ref={list}>
              {all.map(({ id, user }) => (
                <li key={id}>
                  <UserRow user={user}>
                    <AnswerButtons id={id} user={user} />
                  </UserRow>
                </li>
              ))}
            </ul>
            <LoadMore list={requests} labels={laterText.moreUsers} focusItem={focusUser} />
          </section>
        )
      }
    </QueryContent>
  );
}
