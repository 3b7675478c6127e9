import { WifiOff } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { TimeAgo } from '../../../components/TimeAgo';
import { laterText } from '../../../lib/text/later';
import { useCurrentUser } from '../../session/api/currentUser';
import { followOfflineContent } from '../serviceWorker';
import styles from './OfflineNotice.module.css';

/**
 * Says that the data on the page were kept on this device, because the server cannot be reached. Other notices about the
 * connection are shown above it.
 */
export function OfflineNotice({ children }: { children?: ReactNode }) {
  const [keptAt, setKeptAt] = useState<string>();
  const username = useCurrentUser().data?.username;
  useEffect(() => (username === undefined ? undefined : followOfflineContent(username, setKeptAt)), [username]);
  return (
    <div className={styles.notices}>
      {children}
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
    </div>
  );
}
