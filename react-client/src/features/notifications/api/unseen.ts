import { useQuery } from '@tanstack/react-query';
import { get } from '../../../lib/api/client';
import { endpoints } from '../../../lib/api/endpoints';
import { notificationKeys } from '../../../lib/api/queryKeys';
import type { NotificationCount } from '../../../lib/api/types';

interface LoadOptions {
  enabled?: boolean;
  staleTime?: number;
  refetchInterval?: number;
}

/** The number of notifications that the viewer has not seen, once `WatchNotifications` has loaded it. */
export function useUnseen(options: LoadOptions = { enabled: false }): number {
  const count = useQuery({
    ...options,
    queryKey: notificationKeys.unseen,
    queryFn: () => get<NotificationCount>(endpoints.unseenNotifications),
  });
  return count.data?.unseen ?? 0;
}
