import { useQueryClient } from '@tanstack/react-query';
import { announce, announceFailure } from '../../../lib/announcements';
import type { Pages } from '../../../lib/api/pagedList';
import { postKeys, storiesKey, userListKeys } from '../../../lib/api/queryKeys';
import type { Post } from '../../../lib/api/types';
import { text } from '../../../lib/text';

/** Returns a function that reloads what the feed shows, and says how that went. */
export function useRefreshFeed(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    // All loaded pages would be requested again, one after the other.
    client.setQueryData<Pages<Post>>(
      postKeys.feed,
      (feed) => feed && { pages: feed.pages.slice(0, 1), pageParams: feed.pageParams.slice(0, 1) },
    );
    for (const queryKey of [storiesKey, userListKeys.suggestions]) void client.invalidateQueries({ queryKey });
    try {
      await client.refetchQueries({ queryKey: postKeys.feed }, { throwOnError: true });
      announce(text.feed.refreshed);
    } catch (error) {
      if (error instanceof Error) announceFailure(text.feed.notRefreshed, error);
    }
  };
}
