import { useQueryClient } from '@tanstack/react-query';
import { CloudUpload } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { BottomNotice, NoticeButton } from '../../../components/BottomNotice';
import { bookmarksKey, commentKeys, likesKey, postKeys } from '../../../lib/api/queryKeys';
import type { User } from '../../../lib/api/types';
import type { Entry } from '../../../lib/outbox/entry';
import { laterText } from '../../../lib/text/later';
import { useCurrentUser } from '../../session/api/currentUser';
import { showEntries, showInArriving } from '../showWaiting';
import { useOutbox } from '../useOutbox';
import { OutboxDialog } from './OutboxDialog';

/** Says how many changes wait to be sent, and lists them on request. Shows them in lists and posts, too. */
export function OutboxNotice() {
  const viewer = useCurrentUser().data;
  const entries = useOutbox(viewer?.id);
  const [open, setOpen] = useState(false);
  useWaitingInLists(entries, viewer);

  const failed = entries.filter(({ failure }) => failure !== undefined).length;
  const waiting = entries.length - failed;
  return (
    <>
      <div role="status">
        {entries.length > 0 && (
          <BottomNotice Icon={CloudUpload}>
            <span>{waiting > 0 ? laterText.outbox.waitingAmount(waiting) : laterText.outbox.failedAmount(failed)}</span>
            <NoticeButton onClick={() => setOpen(true)}>
              {laterText.outbox.show}
              <span className="visually-hidden"> {laterText.outbox.title}</span>
            </NoticeButton>
          </BottomNotice>
        )}
      </div>
      {open && <OutboxDialog entries={entries} onClose={() => setOpen(false)} />}
    </>
  );
}

/** Shows the entries in the cached lists. Loads the lists again when entries have been sent. */
function useWaitingInLists(entries: Entry[], viewer: User | undefined): void {
  const client = useQueryClient();
  const shown = useRef(entries);
  const newest = useRef(entries);
  const viewerId = viewer?.id;

  const start = useEffectEvent(() => (viewer ? showInArriving(client, () => newest.current, viewer) : undefined));
  useEffect(() => (viewerId === undefined ? undefined : start()), [viewerId]);

  const update = useEffectEvent(async () => {
    const gone = shown.current.filter(({ id }) => !entries.some((entry) => entry.id === id));
    newest.current = entries;
    shown.current = entries;
    if (gone.length > 0) {
      const keys = [postKeys.all, bookmarksKey, ...gone.flatMap(listsOf)];
      await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
    }
    if (viewer) showEntries(client, newest.current, viewer);
  });
  useEffect(() => void update(), [entries]);
}

function listsOf({ change }: Entry): (readonly unknown[])[] {
  if (change.kind === 'post') return [];
  return [change.kind === 'comment' ? commentKeys.of(change.postId) : likesKey(change.postId)];
}
