import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { getPage, post, type Page } from '../../../lib/api/client';
import { endpoints } from '../../../lib/api/endpoints';
import { laterEndpoints } from '../../../lib/api/laterEndpoints';
import { changePages, usePagedList, type Pages } from '../../../lib/api/pagedList';
import { commentKeys, notificationKeys, postKeys } from '../../../lib/api/queryKeys';
import type { Notification, NotificationCount } from '../../../lib/api/types';
import { useUnseen } from './unseen';

/**
 * The notifications of the viewer, newest first. Loading them marks all as seen. Those that were new stay marked as new here
 * until the view is left.
 */
export function useNotifications() {
  const client = useQueryClient();
  const [load] = useState(() => loaderFor(client));
  const list = usePagedList<Notification>(notificationKeys.list, endpoints.notifications, { load, staleTime: 0 });

  // Others arrived while the view is open.
  const unseen = useUnseen();
  useEffect(() => {
    if (unseen > 0) void client.invalidateQueries({ queryKey: notificationKeys.list }, { cancelRefetch: false });
  }, [client, unseen]);

  useEffect(
    () => () => {
      client.setQueryData<Pages<Notification>>(
        notificationKeys.list,
        (pages) => pages && changePages(pages, (items) => items.map((item) => ({ ...item, seen: true }))),
      );
    },
    [client],
  );
  return list;
}

/** Loads pages for one visit of the view, and remembers what was new. */
function loaderFor(client: QueryClient) {
  const newIds = new Set<string>();
  let expected = 0;

  return async (path: string): Promise<Page<Notification>> => {
    const { items, next } = await getPage<Notification>(path);
    if (path === endpoints.notifications) {
      // If all are new, the next page begins with new ones too. When it loads, they will count as seen.
      const allNew = items.every(({ seen }) => !seen);
      expected = allNew ? (client.getQueryData<NotificationCount>(notificationKeys.unseen)?.unseen ?? 0) : 0;
      if (items.some(({ seen }) => !seen)) {
        void markAllSeen(client);
        // They have likes and comments that the cached posts lack.
        for (const queryKey of [postKeys.all, commentKeys.all]) void client.invalidateQueries({ queryKey });
      }
    }
    for (const { id, seen } of items) if (!seen || newIds.size < expected) newIds.add(id);
    return { items: items.map((item) => ({ ...item, seen: !newIds.has(item.id) })), next };
  };
}

/** If it fails, the number in the navigation bar stays. */
async function markAllSeen(client: QueryClient): Promise<void> {
  const queryKey = notificationKeys.unseen;
  try {
    const count = await post<NotificationCount>(laterEndpoints.notificationsSeen, {});
    await client.cancelQueries({ queryKey });
    client.setQueryData(queryKey, count);
  } catch {
    return;
  }
}
