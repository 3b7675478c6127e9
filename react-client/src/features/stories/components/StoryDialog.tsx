import { ChevronRight } from 'lucide-react';
import { Dialog } from '../../../components/Dialog';
import { Notice } from '../../../components/Notice';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import { displayName } from '../../../lib/names';
import { useDialogNavigation } from '../../../lib/navigation/useDialogNavigation';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { useCurrentUser } from '../../session/api/currentUser';
import { storiesByUser, useStories } from '../api/stories';
import styles from './StoryDialog.module.css';
import { StoryPlayer } from './StoryPlayer';

/** Plays a story, then the others, user by user. */
export default function StoryDialog({ id }: { id: number }) {
  const stories = useStories();
  const viewerId = useCurrentUser().data?.id;
  const { close } = useDialogNavigation();
  const story = stories.data?.find((candidate) => candidate.id === id);

  return (
    <Dialog title={story ? laterText.storyPlayer.of(displayName(story.user)) : laterText.storyPlayer.region} titleHidden size="full" onClose={close}>
      <QueryContent
        query={stories}
        failed={text.stories.failed}
        skeleton={<Skeleton label={laterText.storyPlayer.loadingOne} pieces={[styles.placeholder]} />}
      >
        {(all) =>
          story ? (
            <StoryPlayer groups={storiesByUser(all, viewerId)} story={story} own={story.user.id === viewerId} onClose={close} />
          ) : (
            <div className={styles.gone}>
              <Notice icon={<ChevronRight size={28} />} title={laterText.storyPlayer.gone} />
            </div>
          )
        }
      </QueryContent>
    </Dialog>
  );
}
