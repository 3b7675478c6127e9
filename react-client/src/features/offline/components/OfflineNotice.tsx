import { WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { TimeAgo } from '../../../components/TimeAgo';
import { laterText } from '../../../lib/text/later';
import { useCurrentUser } from '../../session/api/currentUser';
import { followOfflineContent } from '../serviceWorker';
import styles from './OfflineNotice.module.css';

/** Says that the data on the page were kept on this device, because the server cannot be reached. */
export function OfflineNotice() {
  const [keptAt, setKeptAt] = useState<string>();
  const username = useCurrentUser().data?.username;
  useEffect(() => (username === undefined ? undefined : followOfflineContent(username, setKeptAt)), [username]);
  return (
    <div role="status">
      {keptAt !== undefined && (
        <p className={styles.notice}>
          <WifiOff size={18} aria-hidden="true" />
          <span>
            {laterText.offline.kept} <TimeAgo time={keptAt} />
          </span>
        </p>
      )}
    </div>
  );
}
