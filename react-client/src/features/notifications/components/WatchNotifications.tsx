import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { notificationKeys } from '../../../lib/api/queryKeys';
import { setTitlePrefix } from '../../../lib/navigation/useDocumentTitle';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { showOnIcon } from '../api/badge';
import { renewSubscription } from '../api/browserPush';
import { useUnseen } from '../api/unseen';

const EVERY_MS = 60_000;
/** Coming back to the tab also gives the window the focus, which must not ask twice. */
const FRESH_MS = 2_000;

/**
 * Counts the notifications that the viewer has not seen, for the navigation bar, the title of the tab and the
 * icon of the installed application. Counts again every
 * minute while the tab is visible, and when the user comes back to it. Shows nothing.
 */
export function WatchNotifications() {
  const client = useQueryClient();
  const unseen = useUnseen({ staleTime: FRESH_MS, refetchInterval: EVERY_MS });

  useEffect(() => {
    const count = () => void client.refetchQueries({ queryKey: notificationKeys.unseen, stale: true });
    addEventListener('focus', count);
    return () => removeEventListener('focus', count);
  }, [client]);

  useEffect(() => {
    // It fails without a network, and the next visit tries again.
    renewSubscription().catch(() => undefined);
  }, []);

  useEffect(() => void showOnIcon(unseen), [unseen]);

  useEffect(() => {
    setTitlePrefix(unseen > 0 ? laterText.notifications.inTitle(text.nav.unseen(unseen)) : '');
    return () => setTitlePrefix('');
  }, [unseen]);
  return null;
}
