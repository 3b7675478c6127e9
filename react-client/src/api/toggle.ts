import { useMutation, useQueryClient, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { announce, announceFailure } from '../announcements';
import { ApiError } from './client';
import { holdRefreshes, PENDING_ID } from './postCache';

/** Something that is on while a record of it exists on the server: a like, a bookmark, a following. */
export interface ToggleKind<Record extends { id: number }> {
  /** Names this very toggle, wherever on the page it is shown. */
  key: QueryKey;
  turnOn: () => Promise<Record>;
  turnOff: (id: number) => Promise<unknown>;
  /** Shows the toggle as on, with the id of its record, or as off. */
  show: (client: QueryClient, id: number | undefined) => void;
  /** Runs after the server agreed; the record is what turning on created. */
  onAgreed?: (client: QueryClient, record: Record | undefined) => void;
  /** What the server is asked about again after it refused, and what must not be refreshed meanwhile. */
  lists: readonly QueryKey[];
  said: { on: string; off: string };
  failed: { on: string; off: string };
}

/** Flips at once, and back with a message when the server refuses. A flip during a flip is ignored. */
export function useToggle<Record extends { id: number }>(
  recordId: number | undefined,
  kind: ToggleKind<Record>,
): { on: boolean; flip: () => void } {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationKey: kind.key,
    mutationFn: async (id: number | undefined) => {
      if (id === undefined) return kind.turnOn();
      await kind.turnOff(id);
      return undefined;
    },
    onMutate: async (id) => {
      await holdRefreshes(client, ...kind.lists);
      kind.show(client, id === undefined ? PENDING_ID : undefined);
    },
    onSuccess: (record, id) => {
      kind.show(client, record?.id);
      kind.onAgreed?.(client, record);
      announce(id === undefined ? kind.said.on : kind.said.off, { visible: false });
    },
    onError: (error, id) => {
      kind.show(client, id);
      announceFailure(id === undefined ? kind.failed.on : kind.failed.off, error);
      // A refusal means that the server knows something that this page does not.
      if (error instanceof ApiError && !error.temporary && !error.signedOut) {
        for (const queryKey of kind.lists) void client.invalidateQueries({ queryKey });
      }
    },
  });

  return {
    on: recordId !== undefined,
    flip: () => {
      if (client.isMutating({ mutationKey: kind.key }) > 0) return;
      mutation.mutate(recordId);
    },
  };
}
