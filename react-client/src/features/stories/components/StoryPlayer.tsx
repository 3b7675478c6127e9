import { ChevronLeft, ChevronRight, Pause, Play, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { InlineConfirm } from '../../../components/InlineConfirm';
import { ResponsiveImage } from '../../../components/ResponsiveImage';
import { TimeAgo } from '../../../components/TimeAgo';
import { AvatarLink, UserLink } from '../../../components/UserLink';
import { announce, announceFailure } from '../../../lib/announcements';
import type { Story } from '../../../lib/api/types';
import { displayName } from '../../../lib/names';
import { paths } from '../../../lib/navigation/routes';
import { prefersReducedMotion } from '../../../lib/prefersReducedMotion';
import { reducesData } from '../../../lib/reducedData';
import { text } from '../../../lib/text';
import { laterText } from '../../../lib/text/later';
import { useDeleteStory } from '../api/stories';
import { useStoryKeys } from '../useStoryKeys';
import styles from './StoryPlayer.module.css';

interface StoryPlayerProps {
  /** All stories, grouped by user. */
  groups: Story[][];
  story: Story;
  /** Whether it is the viewer's own. */
  own: boolean;
  onClose: () => void;
}

const BACKGROUNDS = 6;
const SHORTEST_MS = 5_000;
const MS_PER_CHARACTER = 60;
/** Longer texts are shown in smaller letters. */
const LARGE_TEXT = 300;

/** Shows a story for the time it takes to read, then the next one. Stops when paused, or when the user prefers reduced motion or data. */
export function StoryPlayer({ groups, story, own, onClose }: StoryPlayerProps) {
  const [, navigate] = useLocation();
  const [still] = useState(() => prefersReducedMotion() || reducesData());
  const [stopped, setStopped] = useState(still);
  const [asking, setAsking] = useState(false);
  const [settledId, setSettledId] = useState<number>();
  const content = useRef<HTMLDivElement>(null);
  // The link that had the focus may have been removed.
  useEffect(() => content.current?.focus(), [story.id]);

  const order = groups.flat();
  const place = order.findIndex(({ id }) => id === story.id);
  const [previous, next] = [order[place - 1], order[place + 1]];
  const go = (to: Story | undefined) => {
    if (to) navigate(paths.story(to.id), { replace: true });
  };
  const playing = !stopped && !asking && (story.image_url === null || settledId === story.id);
  useStoryKeys({ previous: () => go(previous), next: () => go(next), pause: () => setStopped(still || !stopped) });

  const deletion = useDeleteStory(story.id, () => {
    announce(laterText.storyPlayer.deleted);
    setAsking(false);
    if (next ?? previous) go(next ?? previous);
    else onClose();
  });

  return (
    <div className={styles.player}>
      <div className={`${styles.story} ${story.image_url ? '' : styles[`background${story.user.id % BACKGROUNDS}`]}`}>
        <div ref={content} className={styles.content} role="region" aria-label={laterText.storyPlayer.region} tabIndex={0}>
          {story.image_url && (
            <div className={styles.image}>
              <ResponsiveImage
                src={story.image_url}
                alt={laterText.storyPlayer.photoOf(displayName(story.user))}
                sizes="min(100vw, 56.25dvh)"
                whole
                eager
                onSettled={() => setSettledId(story.id)}
              />
            </div>
          )}
          {story.text && (
            <p
              className={`${story.image_url ? styles.caption : styles.text} ${story.text.length > LARGE_TEXT ? styles.long : ''}`}
              dir="auto"
            >
              {story.text}
            </p>
          )}
        </div>

        <nav className={styles.turns} aria-label={text.stories.title}>
          {previous && (
            <Link replace href={paths.story(previous.id)} className={`${styles.turn} ${styles.back}`}>
              <ChevronLeft aria-hidden="true" />
              <span className="visually-hidden">{laterText.storyPlayer.previous}</span>
            </Link>
          )}
          {next && (
            <Link replace href={paths.story(next.id)} className={`${styles.turn} ${styles.on}`}>
              <span className="visually-hidden">{laterText.storyPlayer.next}</span>
              <ChevronRight aria-hidden="true" />
            </Link>
          )}
        </nav>

        <div className={styles.top}>
          <Segments
            group={groups.find(([first]) => first?.user.id === story.user.id) ?? []}
            story={story}
            playing={playing}
            still={still}
            onEnd={() => go(next)}
          />
          <div className={styles.header}>
            <AvatarLink user={story.user} />
            <div className={styles.names}>
              <p className={styles.name} dir="auto">
                <UserLink user={story.user} />
              </p>
              <p className={styles.time}>
                <TimeAgo time={story.published_at} otherwise={story.display_time} />
              </p>
            </div>
            {own && (
              <button type="button" className="icon-button" onClick={() => setAsking(true)}>
                <Trash2 size={20} aria-hidden="true" />
                <span className="visually-hidden">{laterText.storyPlayer.delete}</span>
              </button>
            )}
            {!still && (
              <button type="button" className="icon-button" onClick={() => setStopped(!stopped)}>
                {stopped ? <Play size={20} aria-hidden="true" /> : <Pause size={20} aria-hidden="true" />}
                <span className="visually-hidden">{stopped ? laterText.storyPlayer.play : laterText.storyPlayer.pause}</span>
              </button>
            )}
          </div>
        </div>
        {asking && (
          <div className={styles.question}>
            <InlineConfirm
              question={laterText.storyPlayer.deleteQuestion}
              confirm={laterText.actions.delete}
              onConfirm={() => {
                if (deletion.isPending) return;
                deletion.mutate(undefined, { onError: (error) => announceFailure(laterText.storyPlayer.notDeleted, error) });
              }}
              onKeep={() => setAsking(false)}
            />
          </div>
        )}
      </div>
    </div>
  );
}

interface SegmentsProps {
  group: Story[];
  story: Story;
  playing: boolean;
  still: boolean;
  onEnd: () => void;
}

/** The position in a user's stories. The segment of the current story fills while it plays. */
function Segments({ group, story, playing, still, onEnd }: SegmentsProps) {
  const place = group.indexOf(story);
  const duration = SHORTEST_MS + story.text.length * MS_PER_CHARACTER;
  return (
    <div className={styles.segments} role="img" aria-label={laterText.storyPlayer.position(place + 1, group.length)}>
      {group.map(({ id }, index) => (
        <span key={id} className={styles.segment}>
          {(index < place || (index === place && still)) && <span className={styles.full} />}
          {index === place && !still && (
            <span
              className={styles.filling}
              style={{ animationDuration: `${duration}ms`, animationPlayState: playing ? 'running' : 'paused' }}
              onAnimationEnd={onEnd}
            />
          )}
        </span>
      ))}
    </div>
  );
}
