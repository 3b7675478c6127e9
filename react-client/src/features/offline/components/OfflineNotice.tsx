import { WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { BottomNotice } from '../../../components/BottomNotice';
import { TimeAgo } from '../../../components/TimeAgo';
import { laterText } from '../../../lib/text/later';
import { useCurrentUser } from '../../session/api/currentUser';
import { followOfflineContent } from '../serviceWorker';

/** Says that the data on the page were kept on this device, because the server cannot be reached. */
export function OfflineNotice() {
  const [keptAt, setKeptAt] = useState<string>();
  const username = useCurrentUser().data?.username;
  useEffect(() => (username === undefined ? undefined : followOfflineContent(username, setKeptAt)), [username]);
  return (
    <div role="status">
      {keptAt !== undefined && (
        <BottomNotice Icon={WifiOff}>
          <span>
            {laterText.offline.kept} <TimeAgo time={keptAt} />
          </span>
        </BottomNotice>
      )}
    </div>
  );
}
