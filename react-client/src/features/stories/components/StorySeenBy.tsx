import { Eye } from 'lucide-react';
import { laterText } from '../../../lib/text/later';
import { useStoryViewers } from '../api/storyViewers';
import styles from './StorySeenBy.module.css';
import { StoryViewersDialog } from './StoryViewersDialog';

interface StorySeenByProps {
  storyId: number;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** How many people have seen the viewer's own story, with a button for the list of them. */
export function StorySeenBy({ storyId, isOpen, onOpenChange }: StorySeenByProps) {
  const viewers = useStoryViewers(storyId);
  const amount = viewers.data?.length;
  return (
    <div className={styles.row}>
      {amount === 0 && <p>{laterText.storyViewers.none}</p>}
      {amount !== undefined && amount > 0 && (
        <button type="button" className={styles.button} aria-haspopup="dialog" onClick={() => onOpenChange(true)}>
          <Eye size={20} aria-hidden="true" />
          {laterText.storyViewers.seenBy(amount, viewers.hasNextPage)}
        </button>
      )}
      {isOpen && <StoryViewersDialog viewers={viewers} onClose={() => onOpenChange(false)} />}
    </div>
  );
}
