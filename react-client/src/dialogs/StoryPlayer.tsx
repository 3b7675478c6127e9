import { ChevronLeft, ChevronRight, Pause, Play, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { announce, announceFailure } from '../announcements';
import { useDeleteStory } from '../api/stories';
import type { Story } from '../api/types';
import { AvatarLink, PersonLink } from '../components/PersonLink';
import { Picture } from '../components/Picture';
import { Question } from '../components/Question';
import { displayName } from '../format';
import { paths } from '../navigation/routes';
import styles from './StoryPlayer.module.css';
import { useStoryKeys } from './useStoryKeys';

interface StoryPlayerProps {
  /** All stories, those of a person together. */
  groups: Story[][];
  story: Story;
  /** Whether it is the viewer's. */
  own: boolean;
  onClose: () => void;
}

const BACKGROUNDS = 6;
const SHORTEST_MS = 5_000;
const MS_PER_CHARACTER = 60;
/** Characters that are shown in large letters. */
const LARGE_TEXT = 300;

/** Shows a story for as long as reading it takes, then the next one, unless somebody stops it or wants nothing to move. */
export function StoryPlayer({ groups, story, own, onClose }: StoryPlayerProps) {
  const [, navigate] = useLocation();
  const [still] = useState(() => matchMedia('(prefers-reduced-motion: reduce)').matches);
  const [stopped, setStopped] = useState(still);
  const [asking, setAsking] = useState(false);
  const [settledId, setSettledId] = useState<number>();
  const content = useRef<HTMLDivElement>(null);
  // The link that was just used may be gone.
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
    announce('Story deleted');
    setAsking(false);
    if (next ?? previous) go(next ?? previous);
    else onClose();
  });

  return (
    <div className={styles.player}>
      <div className={`${styles.story} ${story.image_url ? '' : styles[`background${story.user.id % BACKGROUNDS}`]}`}>
        <div ref={content} className={styles.content} role="region" aria-label="Story" tabIndex={0}>
          {story.image_url && (
            <div className={styles.picture}>
              <Picture
                src={story.image_url}
                alt={`Photo in ${displayName(story.user)}’s story`}
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

        <nav className={styles.turns} aria-label="Stories">
          {previous && (
            <Link replace href={paths.story(previous.id)} className={`${styles.turn} ${styles.back}`}>
              <ChevronLeft aria-hidden="true" />
              <span className="visually-hidden">Previous</span>
            </Link>
          )}
          {next && (
            <Link replace href={paths.story(next.id)} className={`${styles.turn} ${styles.on}`}>
              <span className="visually-hidden">Next</span>
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
            <AvatarLink person={story.user} />
            <div className={styles.names}>
              <p className={styles.name} dir="auto">
                <PersonLink person={story.user} />
              </p>
              <p className={styles.time}>{story.display_time}</p>
            </div>
            {own && (
              <button type="button" className="icon-button" onClick={() => setAsking(true)}>
                <Trash2 size={20} aria-hidden="true" />
                <span className="visually-hidden">Delete this story</span>
              </button>
            )}
            {!still && (
              <button type="button" className="icon-button" onClick={() => setStopped(!stopped)}>
                {stopped ? <Play size={20} aria-hidden="true" /> : <Pause size={20} aria-hidden="true" />}
                <span className="visually-hidden">{stopped ? 'Play' : 'Pause'}</span>
              </button>
            )}
          </div>
        </div>
        {asking && (
          <div className={styles.question}>
            <Question
              text="Delete this story?"
              confirm="Delete"
              onConfirm={() => {
                if (deletion.isPending) return;
                deletion.mutate(undefined, { onError: (error) => announceFailure('The story was not deleted.', error) });
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

/** How far one is in a person's stories. That of the story on screen fills while it plays. */
function Segments({ group, story, playing, still, onEnd }: SegmentsProps) {
  const place = group.indexOf(story);
  const duration = SHORTEST_MS + story.text.length * MS_PER_CHARACTER;
  return (
    <div className={styles.segments} role="img" aria-label={`Story ${place + 1} of ${group.length}`}>
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
