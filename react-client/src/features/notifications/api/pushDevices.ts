import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { announce, announceFailure } from '../../../lib/announcements';
import { get, remove } from '../../../lib/api/client';
import { laterEndpoints } from '../../../lib/api/laterEndpoints';
import { notificationKeys } from '../../../lib/api/queryKeys';
import type { PushDevice } from '../../../lib/api/types';
import { laterText } from '../../../lib/text/later';
import { browserSubscription, ownDevice, pushSupport, subscribe, unsubscribe } from './browserPush';

const { devices: queryKey } = notificationKeys;

interface Devices {
  /** This browser, if it gets messages. */
  own: PushDevice | undefined;
  others: PushDevice[];
}

/** The viewer's devices that get push messages. */
export function usePushDevices() {
  return useQuery({
    queryKey,
    queryFn: async (): Promise<Devices> => {
      const devices = await get<PushDevice[]>(laterEndpoints.pushDevices);
      const own = pushSupport() === 'possible' ? ownDevice(devices, await browserSubscription()) : undefined;
      return { own, others: devices.filter((device) => device !== own) };
    },
  });
}

/** Turns messages to this browser on. */
export function useTurnOnPush() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: subscribe,
    onSuccess: () => announce(laterText.notifications.push.turnedOn),
    onError: (error) => announceFailure(laterText.notifications.push.notTurnedOn, error),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
}

/** Removes a device of the viewer, which may be this browser. */
export function useRemoveDevice({ id }: PushDevice, isOwn: boolean) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      if (isOwn) await unsubscribe();
      await remove(laterEndpoints.pushDevice(id));
    },
    onSuccess: () => announce(laterText.notifications.push.turnedOff),
    onError: (error) => announceFailure(laterText.notifications.push.notTurnedOff, error),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
}
