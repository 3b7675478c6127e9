import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post } from '../../../lib/api/client';
import { laterEndpoints } from '../../../lib/api/laterEndpoints';
import { notificationKeys } from '../../../lib/api/queryKeys';
import type { Notice } from '../../../lib/api/types';

const noticesKey = ['notices'] as const;

/** The notices of the moderators that the viewer has not acknowledged. */
export function useNotices() {
  return useQuery({ queryKey: noticesKey, queryFn: () => get<Notice[]>(laterEndpoints.notices) });
}

/** Records that the viewer has read a notice, and goes on to the next one. */
export function useAcknowledge() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => post(laterEndpoints.acknowledge(id), {}),
    onSuccess: (_answer, id) => {
      client.setQueryData<Notice[]>(noticesKey, (notices) => notices?.filter((notice) => notice.id !== id));
      void client.invalidateQueries({ queryKey: notificationKeys.list });
    },
  });
}
