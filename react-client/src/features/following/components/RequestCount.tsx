import { text } from '../../../lib/text';
import { useKnownRequests } from '../api/knownRequests';
import styles from './RequestCount.module.css';

/** How many follow requests wait for the viewer. */
export function RequestCount() {
  const { data, hasNextPage } = useKnownRequests('incoming');
  if (!data?.length) return null;
  return (
    <span className={styles.count}>
      <span aria-hidden="true">
        {data.length}
        {hasNextPage && '+'}
      </span>
      <span className="visually-hidden">{text.following.requests(data.length)}</span>
    </span>
  );
}
