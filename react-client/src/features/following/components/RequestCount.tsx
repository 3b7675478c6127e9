import { endpoints } from '../../../lib/api/endpoints';
import { usePagedList } from '../../../lib/api/pagedList';
import { followRequestKeys } from '../../../lib/api/queryKeys';
import { text } from '../../../lib/text';
import styles from './RequestCount.module.css';

/** How many follow requests wait for the viewer, once `WatchFollowRequests` has loaded them. */
export function RequestCount() {
  const count = usePagedList(followRequestKeys.incoming, endpoints.followRequests, { enabled: false }).data?.length;
  if (!count) return null;
  return (
    <span className={styles.count}>
      <span aria-hidden="true">{count}</span>
      <span className="visually-hidden">{text.following.requests(count)}</span>
    </span>
  );
}
