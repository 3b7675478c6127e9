import { BottomNotices } from '../components/BottomNotice';
import { WatchFollowRequests } from '../features/following/components/WatchFollowRequests';
import { InstallHint } from '../features/install/components/InstallHint';
import { LiveUpdates } from '../features/live/components/LiveUpdates';
import { WatchNotifications } from '../features/notifications/components/WatchNotifications';
import { OfflineNotice } from '../features/offline/components/OfflineNotice';
import { OutboxNotice } from '../features/outbox/components/OutboxNotice';
import { ShareDroppedPhotos } from '../features/post/components/ShareDroppedPhotos';
import { WatchNotices } from '../features/reports/components/WatchNotices';

/** What every view has, and what can wait until the first view is there. */
export function AfterStart() {
  return (
    <>
      <ShareDroppedPhotos />
      <WatchFollowRequests />
      <WatchNotifications />
      <LiveUpdates />
      <WatchNotices />
      <BottomNotices>
        <InstallHint />
        <OutboxNotice />
        <OfflineNotice />
      </BottomNotices>
    </>
  );
}
