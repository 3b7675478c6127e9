import { LoadMore } from '../../../components/LoadMore';
import { UserRow } from '../../../components/UserRow';
import { laterText } from '../../../lib/text/later';
import { useFollowRequests } from '../api/followRequests';
import { AnswerButtons } from './AnswerButtons';
import styles from './FollowRequests.module.css';
import suggestionStyles from './Suggestions.module.css';

/** The pending requests to follow the viewer. Shows nothing if there are none. */
export function FollowRequests() {
  const requests = useFollowRequests();
  if (!requests.data?.length) return null;
  return (
    <section aria-labelledby="follow-requests-title" className={styles.requests}>
      <h2 id="follow-requests-title" className={suggestionStyles.title}>
        {laterText.followRequests.title}
      </h2>
      <ul>
        {requests.data.map(({ id, user }) => (
          <li key={id}>
            <UserRow user={user}>
              <AnswerButtons id={id} user={user} />
            </UserRow>
          </li>
        ))}
      </ul>
      <LoadMore list={requests} labels={laterText.moreUsers} focusItem={() => undefined} />
    </section>
  );
}
