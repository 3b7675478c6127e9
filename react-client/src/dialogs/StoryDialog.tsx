import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { useStories } from '../api/people';
import type { Story } from '../api/types';
import { Dialog } from '../components/Dialog';
import { Notice } from '../components/Notice';
import { PersonRow } from '../components/PersonRow';
import { QueryContent } from '../components/QueryContent';
import { Skeleton } from '../components/Skeleton';
import { displayName } from '../format';
import { paths } from '../navigation/routes';
import { useDialogNavigation } from '../navigation/useDialogNavigation';
import styles from './StoryDialog.module.css';

export default function StoryDialog({ id }: { id: number }) {
  const stories = useStories();
  const { close } = useDialogNavigation();
  const story = stories.data?.find((candidate) => candidate.id === id);

  return (
    <Dialog title={story ? `${displayName(story.user)}’s story` : 'Story'} titleHidden onClose={close}>
      <QueryContent query={stories} what="Stories" skeleton={<Skeleton of="the story" pieces={[styles.placeholder]} />}>
        {(all) => <StoryInTurn stories={all} id={id} />}
      </QueryContent>
    </Dialog>
  );
}

function StoryInTurn({ stories, id }: { stories: Story[]; id: number }) {
  const text = useRef<HTMLParagraphElement>(null);
  // At either end of the row, the link that was just used goes.
  useEffect(() => text.current?.focus(), [id]);
  const index = stories.findIndex((candidate) => candidate.id === id);
  const story = stories[index];
  if (!story) return <Notice icon={<ChevronRight size={28} />} title="This story is no longer here" />;

  const previous = stories[index - 1];
  const next = stories[index + 1];
  return (
    <div className={styles.story}>
      <PersonRow user={story.user} />
      <p ref={text} className={styles.text} dir="auto" tabIndex={-1}>
        {story.text}
      </p>
      <nav className={styles.turns} aria-label="Stories">
        {previous && (
          <Link replace href={paths.story(previous.id)} className="button">
            <ChevronLeft size={18} aria-hidden="true" />
            Previous
          </Link>
        )}
        {next && (
          <Link replace href={paths.story(next.id)} className={`button ${styles.next}`}>
            Next
            <ChevronRight size={18} aria-hidden="true" />
          </Link>
        )}
      </nav>
    </div>
  );
}
