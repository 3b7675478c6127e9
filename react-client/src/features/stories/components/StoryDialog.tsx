import { ChevronRight } from 'lucide-react';
import { Dialog } from '../../../components/Dialog';
import { Notice } from '../../../components/Notice';
import { QueryContent } from '../../../components/QueryContent';
import { Skeleton } from '../../../components/Skeleton';
import { displayName } from '../../../lib/names';
import { parseStoryPath } from '../../../lib/navigation/routes';
import { useCloseOnce } from '../../../lib/navigation/useCloseOnce';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { useCurrentUser } from '../../session/api/currentUser';
import { useStories } from '../api/stories';
import styles from './StoryDialog.module.css';
import { StoryPlayer } from './StoryPlayer';

const isStoryPath = (path: string) => parseStoryPath(path) !== undefined;

/** Plays a story, then the others, user by user. */
export default function StoryDialog({ id }: { id: number }) {
  const stories = useStories();
  const viewerId = useCurrentUser().data?.id;
  const close = useCloseOnce(isStoryPath);
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
            <StoryPlayer stories={all} story={story} viewerId={viewerId} onClose={close} />
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
