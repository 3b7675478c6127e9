import { useFollowRequests } from '../api/knownRequests';

/**
 * Loads the follow requests, for their number in the navigation bar and for the follow buttons. Loads later than the feed, and
 * shows nothing.
 */
export function WatchFollowRequests() {
  useFollowRequests('incoming');
  useFollowRequests('outgoing');
  return null;
}
