/** Shows push messages. Browsers that know the declarative format do so by themselves, without this. */
import { keepShownMessage, shownMessage } from './content';

declare const self: ServiceWorkerGlobalScope;

/** A message, as the server writes it: https://www.w3.org/TR/push-api/. */
interface Message {
  notification: Omit<NotificationOptions, 'data'> & { title: string; navigate: string; data: { newest: string } };
  app_badge: number;
}

/** Browsers that show a count on the icon of an installed application. */
type Badge = Partial<Pick<WorkerNavigator, 'setAppBadge'>>;

/**
 * Shows a message, unless the user sees the application anyway. A message may arrive twice, and those that come together may
 * arrive in any order, so only a message with something newer is shown.
 */
export async function showMessage(message: PushMessageData | null): Promise<void> {
  const { notification, app_badge: count } = message?.json() as Message;
  const { title, navigate, data: { newest }, ...options } = notification;
  await (navigator as Badge).setAppBadge?.(count);
  if (newest <= (await shownMessage()) || (await isOpen())) return;
  // Instead of an older message, but not silently.
  await self.registration.showNotification(title, { ...options, renotify: true, data: { navigate } } as NotificationOptions);
  await keepShownMessage(newest);
}

/** Opens the page of a message, in a window that is there if possible. */
export async function openMessage(notification: Notification): Promise<void> {
  notification.close();
  const { navigate } = notification.data as { navigate: string };
  // The address by which this browser knows the service.
  const address = new URL(new URL(navigate).pathname, self.location.origin).href;
  const [window] = await self.clients.matchAll({ type: 'window' });
  const shown = await window?.navigate(address).catch(() => null);
  await (shown ? shown.focus() : self.clients.openWindow(address));
}

/** Ends the messages of the user, and removes those that are shown. */
export async function endMessages(): Promise<void> {
  const { pushManager } = self.registration as Partial<ServiceWorkerRegistration>;
  const subscription = await pushManager?.getSubscription();
  for (const notification of await self.registration.getNotifications()) notification.close();
  await subscription?.unsubscribe();
}

async function isOpen(): Promise<boolean> {
  return (await self.clients.matchAll({ type: 'window' })).some(({ focused }) => focused);
}
