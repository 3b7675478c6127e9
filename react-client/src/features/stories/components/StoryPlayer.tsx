import { ChevronLeft, ChevronRight, Flag, Pause, Play, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { InlineConfirm } from '../../../components/InlineConfirm';
import { announce, announceFailure } from '../../../lib/announcements';
import type { Story } from '../../../lib/api/types';
import { displayName } from '../../../lib/names';
import { paths } from '../../../lib/navigation/routes';
import { prefersReducedMotion } from '../../../lib/prefersReducedMotion';
import { reducesData } from '../../../lib/reducedData';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { ReportDialog } from '../../reports/components/reportDialogOnDemand';
import { useDeleteStory, useMarkAsSeen } from '../api/storyChanges';
import { createPlaylist, neighbours } from '../playlist';
import { storiesByUser } from '../storyGroups';
import { usePageHidden } from '../usePageHidden';
import { useStoryGestures } from '../useStoryGestures';
import { useStoryKeys } from '../useStoryKeys';
import { StoryFrame } from './StoryFrame';
import { StoryHeader } from './StoryHeader';
import styles from './StoryPlayer.module.css';
import { StorySeenBy } from './StorySeenBy';

interface StoryPlayerProps {
  stories: Story[];
  story: Story;
  viewerId: number | undefined;
  onClose: () => void;
}

/** Shows a story for the time it takes to read, then the next one. Stops when paused, or when the user prefers reduced motion or data. */
export function StoryPlayer({ stories, story, viewerId, onClose }: StoryPlayerProps) {
  const [, navigate] = useLocation();
  const [playlist] = useState(() => createPlaylist(storiesByUser(stories, viewerId), story));
  const [isStill] = useState(() => prefersReducedMotion() || reducesData());
  const [isPaused, setPaused] = useState(isStill);
  const [isHeld, setHeld] = useState(false);
  const [askingId, setAskingId] = useState<number>();
  const [showsViewers, setShowsViewers] = useState(false);
  const [reports, setReports] = useState(false);
  const [settledUrl, setSettledUrl] = useState<string | null>(null);
  const isHidden = usePageHidden();
  const content = useRef<HTMLDivElement>(null);
  useMarkAsSeen(story);

  const { group, place, previous, next } = neighbours(playlist, stories, story);
  const author = displayName(story.user);
  const isOwn = story.user.id === viewerId;
  const isAsking = askingId === story.id;
  const hasLoaded = story.image_url === settledUrl || story.image_url === null;
  const isPlaying = hasLoaded && !isPaused && !isHeld && !isHidden && !isAsking && !showsViewers && !reports;

  const show = ({ id }: Story) => navigate(paths.story(id), { replace: true });
  const goBack = () => previous && show(previous);
  const goOn = () => (next ? show(next) : onClose());
  const togglePause = () => setPaused(isStill || !isPaused);
  useStoryKeys(!showsViewers && !reports, { previous: goBack, next: goOn, pause: togglePause });
  useStoryGestures(content, { previous: goBack, next: goOn, hold: setHeld });

  useEffect(() => content.current?.focus(), []);
  useEffect(() => {
    // The button that had the focus has been removed.
    if (document.activeElement === document.body) content.current?.focus();
    content.current?.scrollTo(0, 0);
  }, [story.id]);

  const deletion = useDeleteStory((id) => {
    announce(laterText.storyPlayer.deleted);
    if (id !== story.id) return;
    const following = next ?? previous;
    if (following) show(following);
    else onClose();
  });
  const deleteStory = () => {
    if (deletion.isPending) return;
    deletion.mutate(story.id, { onError: (error) => announceFailure(laterText.storyPlayer.notDeleted, error) });
  };

  return (
    <div className={styles.player}>
      <StoryFrame
        story={story}
        authorId={story.user.id}
        alt={laterText.storyPlayer.photoOf(author)}
        content={content}
        contentProps={{ role: 'region', 'aria-label': laterText.storyPlayer.region, tabIndex: 0 }}
        onSettled={() => setSettledUrl(story.image_url)}
        footer={isOwn && <StorySeenBy storyId={story.id} isOpen={showsViewers} onOpenChange={setShowsViewers} />}
      >
        <p className="visually-hidden" role="status">
          {laterText.storyPlayer.positionBy(place + 1, group.length, author)}
        </p>
        <nav aria-label={text.stories.title}>
          <button type="button" className={`${styles.turn} ${styles.back}`} aria-disabled={!previous} onClick={goBack}>
            <ChevronLeft aria-hidden="true" />
            <span className="visually-hidden">{laterText.storyPlayer.previous}</span>
          </button>
          <button type="button" className={`${styles.turn} ${styles.on}`} onClick={goOn}>
            <ChevronRight aria-hidden="true" />
            <span className="visually-hidden">{next ? laterText.storyPlayer.next : laterText.storyPlayer.finish}</span>
          </button>
        </nav>
        <StoryHeader group={group} story={story} isPlaying={isPlaying} isStill={isStill} onEnd={goOn}>
          {isOwn && (
            <button type="button" className="icon-button" onClick={() => setAskingId(story.id)}>
              <Trash2 size={20} aria-hidden="true" />
              <span className="visually-hidden">{laterText.storyPlayer.delete}</span>
            </button>
          )}
          {!isOwn && (
            <button type="button" className="icon-button" aria-haspopup="dialog" onClick={() => setReports(true)}>
              <Flag size={20} aria-hidden="true" />
              <span className="visually-hidden">{laterText.report.story}</span>
            </button>
          )}
          {!isStill && (
            <button type="button" className="icon-button" onClick={togglePause}>
              {isPaused ? <Play size={20} aria-hidden="true" /> : <Pause size={20} aria-hidden="true" />}
              <span className="visually-hidden">{isPaused ? laterText.storyPlayer.play : laterText.storyPlayer.pause}</span>
            </button>
          )}
        </StoryHeader>
        {isAsking && (
          <div className={styles.question}>
            <InlineConfirm
              question={laterText.storyPlayer.deleteQuestion}
              confirm={laterText.actions.delete}
              onConfirm={deleteStory}
              onKeep={() => setAskingId(undefined)}
            />
          </div>
        )}
      </StoryFrame>
      {reports && <ReportDialog subject={{ story_id: story.id }} title={laterText.report.story} onClose={() => setReports(false)} />}
    </div>
  );
}
