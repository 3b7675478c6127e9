import { CountBadge } from '../../../components/CountBadge';
import { text } from '../../../lib/text';
import { useKnownRequests } from '../api/knownRequests';

/** How many follow requests wait for the viewer. */
export function RequestCount() {
  const { data, hasNextPage } = useKnownRequests('incoming');
  if (!data?.length) return null;
  return <CountBadge count={`${data.length}${hasNextPage ? '+' : ''}`} label={text.following.requests(data.length)} />;
}
