import { useEffect, useEffectEvent } from 'react';

interface StoryKeys {
  previous: () => void;
  next: () => void;
  pause: () => void;
}

/** Arrow keys move between stories. The space bar pauses, unless a button or link has the focus. */
export function useStoryKeys(keys: StoryKeys): void {
  const act = useEffectEvent((event: KeyboardEvent) => {
    const { key, target } = event;
    if (key === 'ArrowLeft') keys.previous();
    else if (key === 'ArrowRight') keys.next();
    else if (key === ' ' && !(target instanceof Element && target.closest('button, a'))) keys.pause();
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => act(event);
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, []);
}
