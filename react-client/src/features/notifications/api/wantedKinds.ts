import { useQuery, useQueryClient } from '@tanstack/react-query';
import { get, patch } from '../../../lib/api/client';
import { laterEndpoints } from '../../../lib/api/laterEndpoints';
import { notificationKeys } from '../../../lib/api/queryKeys';
import type { NotificationKind, NotificationSettings } from '../../../lib/api/types';
import { useToggle } from '../../../lib/api/useToggle';
import { laterText } from '../../../lib/text/later';

const { settings: settingsKey } = notificationKeys;

/** Which notifications the viewer does not get. */
export function useNotificationSettings() {
  return useQuery({ queryKey: settingsKey, queryFn: () => get<NotificationSettings>(laterEndpoints.notificationSettings) });
}

/** Whether the viewer gets notifications of a kind. */
export function useWantedKind(kind: NotificationKind, { unwanted_kinds: unwanted }: NotificationSettings) {
  const client = useQueryClient();
  const save = () => patch(laterEndpoints.notificationSettings, client.getQueryData<NotificationSettings>(settingsKey) ?? {});
  const { kinds, notSaved, turnedOn, turnedOff } = laterText.notifications;
  return useToggle<{ id: NotificationKind }>(unwanted.includes(kind) ? undefined : kind, {
    key: ['wanted kind', kind],
    // Each request has all kinds.
    scope: { id: 'wanted kinds' },
    turnOn: async () => {
      await save();
      return { id: kind };
    },
    turnOff: save,
    show: (_, on) => {
      client.setQueryData<NotificationSettings>(settingsKey, (settings) => {
        const others = settings?.unwanted_kinds.filter((other) => other !== kind) ?? [];
        return { unwanted_kinds: on === undefined ? [...others, kind] : others };
      });
    },
    onConfirmed: () => {
      for (const queryKey of [notificationKeys.list, notificationKeys.unseen]) void client.invalidateQueries({ queryKey });
    },
    lists: [settingsKey],
    said: { on: () => turnedOn(kinds[kind]), off: () => turnedOff(kinds[kind]) },
    failed: { on: notSaved, off: notSaved },
  });
}
