import { laterText } from '../../../lib/text/later';
import { useFollowRequests } from '../api/knownRequests';
import styles from './FollowRequests.module.css';
import suggestionStyles from './Suggestions.module.css';
import { UserList } from './UserList';

/** The users whom the viewer has asked to follow, newest first. Shows nothing if there are none. */
export function OwnRequests() {
  const requests = useFollowRequests('outgoing');
  if (!requests.data?.length) return null;
  return (
    <section aria-labelledby="own-requests-title" className={styles.requests}>
      <h2 id="own-requests-title" className={suggestionStyles.title}>
        {laterText.followRequests.ownTitle}
      </h2>
      <UserList users={requests.data.map(({ user }) => ({ user, followingId: 'requested' as const }))} />
      {requests.hasNextPage && (
        <button type="button" className="button" onClick={() => void requests.fetchNextPage()}>
          {laterText.moreUsers.button}
        </button>
      )}
    </section>
  );
}
