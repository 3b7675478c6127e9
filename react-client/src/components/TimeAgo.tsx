import { useState } from 'react';
import { text } from '../lib/text';
import { useNow } from '../lib/useNow';

interface TimeAgoProps {
  /** In ISO 8601; null if the server does not know it. */
  time: string | null;
  /** Shown if the time is unknown. */
  otherwise?: string;
  className?: string;
}

/** How long ago something was: `now`, `5 min`, `3 h`, `2 d`, then the date. The tooltip has the full time. */
export function TimeAgo({ time, otherwise, className }: TimeAgoProps) {
  const now = useNow();
  // Full times are slow to write, and few are ever read.
  const [hovered, setHovered] = useState(false);
  if (!time) return otherwise ? <span className={className}>{otherwise}</span> : null;
  const then = new Date(time);
  return (
    <time dateTime={time} title={hovered ? text.time.full(then) : undefined} className={className} onPointerEnter={() => setHovered(true)}>
      {text.time.ago(then, now)}
    </time>
  );
}
