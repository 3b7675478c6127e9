import { useState } from 'react';
import { useNotices } from '../api/notices';
import { NoticeDialog } from './noticeDialogOnDemand';

/** Shows what the moderators tell the viewer, one notice after another. Those that are only closed come again at the next start. */
export function WatchNotices() {
  const [closed, setClosed] = useState<number[]>([]);
  const notice = useNotices().data?.find(({ id }) => !closed.includes(id));
  return notice && <NoticeDialog key={notice.id} notice={notice} onClose={() => setClosed([...closed, notice.id])} />;
}
