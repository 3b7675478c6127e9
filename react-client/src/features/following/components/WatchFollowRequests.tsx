import { useFollowRequests } from '../api/followRequests';

/** Loads the follow requests for the number in the navigation bar. Loads later than the feed, and shows nothing. */
export function WatchFollowRequests() {
  useFollowRequests();
  return null;
}
