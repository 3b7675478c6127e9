import { useRef } from 'react';
import { createPortal } from 'react-dom';
import { Dialog } from '../../../components/Dialog';
import { LoadMore } from '../../../components/LoadMore';
import { TimeAgo } from '../../../components/TimeAgo';
import { UserRow } from '../../../components/UserRow';
import { laterText } from '../../../lib/text/later';
import type { useStoryViewers } from '../api/storyViewers';
import styles from './StorySeenBy.module.css';

interface StoryViewersDialogProps {
  viewers: ReturnType<typeof useStoryViewers>;
  onClose: () => void;
}

/**
 * The people who have seen a story. Lies over the player, and therefore has no address of its own. Not inside the player, whose
 * colours it must not inherit.
 */
export function StoryViewersDialog({ viewers, onClose }: StoryViewersDialogProps) {
  const list = useRef<HTMLUListElement>(null);
  const focusViewer = (index: number) => list.current?.children[index]?.querySelector('a')?.focus();

  return createPortal(
    <Dialog title={laterText.storyViewers.title} size="small" onClose={onClose}>
      <div className={styles.list}>
        <ul ref={list}>
          {viewers.data?.map(({ id, user, seen_at }) => (
            <li key={id}>
              <UserRow user={user}>
                <TimeAgo time={seen_at} className={styles.time} />
              </UserRow>
            </li>
          ))}
        </ul>
        <LoadMore list={viewers} labels={laterText.moreUsers} focusItem={focusViewer} />
      </div>
    </Dialog>,
    document.body,
  );
}
