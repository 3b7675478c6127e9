import { useMutation, useQueryClient, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { announce, announceFailure } from '../announcements';
import { ApiError } from './client';
import { holdRefreshes } from './holdRefreshes';

/** Stands for the id of a record that the server is still creating. */
export const PENDING_ID = -1;

interface Identified {
  id: number | string;
}

/** Describes something that is on while a record of it exists on the server: a like, a bookmark, a following. */
export interface ToggleOptions<Record extends Identified> {
  /** Identifies this toggle, wherever it is shown. */
  key: QueryKey;
  /** Toggles of the same scope send their requests one after the other. */
  scope?: { id: string };
  turnOn: () => Promise<Record>;
  turnOff: (id: Record['id']) => Promise<unknown>;
  /** Shows the toggle as on, with the id of its record, or as off. */
  show: (client: QueryClient, id: number | Record['id'] | undefined) => void;
  /** Runs after the server confirmed the change, with the record that turning on created. */
  onConfirmed?: (client: QueryClient, record: Record | undefined) => void;
  /** The lists to reload after a refusal. They must not be refreshed while the request is pending. */
  lists: readonly QueryKey[];
  /** What to announce after a change, for the record that was created or removed. */
  said: { on: (id: Record['id']) => string; off: (id: Record['id']) => string };
  failed: { on: string; off: string };
}

/** Flips immediately, and flips back with a message when the server refuses. Ignores a flip while one is pending. */
export function useToggle<Record extends Identified>(
  recordId: Record['id'] | undefined,
  options: ToggleOptions<Record>,
): { on: boolean; flip: () => void } {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationKey: options.key,
    scope: options.scope,
    mutationFn: async (id: Record['id'] | undefined) => {
      if (id === undefined) return options.turnOn();
      await options.turnOff(id);
      return undefined;
    },
    onMutate: async (id) => {
      await holdRefreshes(client, ...options.lists);
      options.show(client, id === undefined ? PENDING_ID : undefined);
    },
    onSuccess: (record, id) => {
      options.show(client, record?.id);
      options.onConfirmed?.(client, record);
      if (record) announce(options.said.on(record.id), { visible: false });
      else if (id !== undefined) announce(options.said.off(id), { visible: false });
    },
    onError: (error, id) => {
      options.show(client, id);
      announceFailure(id === undefined ? options.failed.on : options.failed.off, error);
      // A refusal means that the cached lists are out of date.
      if (error instanceof ApiError && !error.temporary && !error.signedOut) {
        for (const queryKey of options.lists) void client.invalidateQueries({ queryKey });
      }
    },
  });

  return {
    on: recordId !== undefined,
    flip: () => {
      if (client.isMutating({ mutationKey: options.key }) > 0) return;
      mutation.mutate(recordId);
    },
  };
}
