import { useWindowKeys } from '../../lib/useWindowKeys';

interface StoryKeys {
  previous: () => void;
  next: () => void;
  pause: () => void;
}

/** Arrow keys move between stories. The space bar pauses, unless a button or link has the focus. */
export function useStoryKeys(isEnabled: boolean, keys: StoryKeys): void {
  useWindowKeys(({ key, target }) => {
    if (!isEnabled) return false;
    if (key === 'ArrowLeft') keys.previous();
    else if (key === 'ArrowRight') keys.next();
    else if (key === ' ' && !(target instanceof Element && target.closest('button, a'))) keys.pause();
    else return false;
    return true;
  });
}
