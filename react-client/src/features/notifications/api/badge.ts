/** Browsers that show a count on the icon of an installed application. */
type Badge = Partial<Pick<Navigator, 'setAppBadge'>>;

/** Shows how many notifications are new on the icon of the installed application. Without any, removes push messages, too. */
export async function showOnIcon(unseen: number): Promise<void> {
  await (navigator as Badge).setAppBadge?.(unseen).catch(() => undefined);
  if (unseen > 0 || !('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration();
  for (const notification of (await registration?.getNotifications()) ?? []) notification.close();
}
