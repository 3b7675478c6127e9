import { ChevronRight } from 'lucide-react';
import { useProfile } from '../api/people';
import { storiesByPerson, useStories } from '../api/stories';
import { Dialog } from '../components/Dialog';
import { Notice } from '../components/Notice';
import { QueryContent } from '../components/QueryContent';
import { Skeleton } from '../components/Skeleton';
import { displayName } from '../format';
import { useDialogNavigation } from '../navigation/useDialogNavigation';
import styles from './StoryDialog.module.css';
import { StoryPlayer } from './StoryPlayer';

/** A story, from which one goes on to the others: those of one person after another. */
export default function StoryDialog({ id }: { id: number }) {
  const stories = useStories();
  const viewerId = useProfile().data?.id;
  const { close } = useDialogNavigation();
  const story = stories.data?.find((candidate) => candidate.id === id);

  return (
    <Dialog title={story ? `${displayName(story.user)}’s story` : 'Story'} titleHidden size="full" onClose={close}>
      <QueryContent query={stories} what="Stories" skeleton={<Skeleton of="the story" pieces={[styles.placeholder]} />}>
        {(all) =>
          story ? (
            <StoryPlayer groups={storiesByPerson(all, viewerId)} story={story} own={story.user.id === viewerId} onClose={close} />
          ) : (
            <Notice icon={<ChevronRight size={28} />} title="This story is no longer here" />
          )
        }
      </QueryContent>
    </Dialog>
  );
}
