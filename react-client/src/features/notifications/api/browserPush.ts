/** Push messages of this browser: what it can do, and its subscription. The messages are shown by `src/serviceWorker/push.ts`. */
import { get, post } from '../../../lib/api/client';
import { laterEndpoints } from '../../../lib/api/laterEndpoints';
import type { PushDevice, PushKey } from '../../../lib/api/types';
import { needsHomeScreen } from '../../../lib/installPrompt';
import { browserName } from './browserName';

/** Why this browser cannot show messages, or `possible`. */
export type PushSupport = 'possible' | 'unsupported' | 'install' | 'denied';

export function pushSupport(): PushSupport {
  if (needsHomeScreen() && !('PushManager' in window)) return 'install';
  if (!('PushManager' in window && 'Notification' in window && 'serviceWorker' in navigator)) return 'unsupported';
  return Notification.permission === 'denied' ? 'denied' : 'possible';
}

/** The subscription of this browser, which may be that of another user. */
export async function browserSubscription(): Promise<PushSubscription | null> {
  return (await pushManager())?.getSubscription() ?? null;
}

/** The service worker may still be on its way. In development there is none. */
async function pushManager(): Promise<PushManager | undefined> {
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration) return undefined;
  return (await navigator.serviceWorker.ready).pushManager;
}

/** Asks the user for permission, and subscribes. Throws if the user or the browser refuses. */
export async function subscribe(): Promise<PushDevice> {
  const manager = await pushManager();
  if (!manager || (await Notification.requestPermission()) !== 'granted') throw new Error('No permission');
  const { public_key: key } = await get<PushKey>(laterEndpoints.pushKey);
  const known = await manager.getSubscription();
  // A browser has one subscription, for the key of one server.
  if (known && !isFor(known, key)) await known.unsubscribe();
  const subscription = await manager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  return post<PushDevice>(laterEndpoints.pushDevices, { ...subscription.toJSON(), device: browserName(navigator.userAgent) });
}

export async function unsubscribe(): Promise<void> {
  await (await browserSubscription())?.unsubscribe();
}

/**
 * Messages end with the session that asked for them, so a new session of the same user asks again. Those of another user, who was
 * signed in here before, end.
 */
export async function renewSubscription(): Promise<void> {
  if (pushSupport() !== 'possible' || Notification.permission !== 'granted') return;
  const subscription = await browserSubscription();
  if (!subscription) return;
  const device = ownDevice(await get<PushDevice[]>(laterEndpoints.pushDevices), subscription);
  if (!device) await subscription.unsubscribe();
  else if (!device.is_of_this_session) await subscribe();
}

/** The device with this subscription. */
export function ownDevice(devices: PushDevice[], subscription: PushSubscription | null): PushDevice | undefined {
  return devices.find(({ endpoint }) => endpoint === subscription?.endpoint);
}

function isFor({ options }: PushSubscription, key: string): boolean {
  const bytes = new Uint8Array(options.applicationServerKey ?? []);
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === key;
}
