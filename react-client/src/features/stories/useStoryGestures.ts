import { useEffect, useEffectEvent, type RefObject } from 'react';

interface StoryGestures {
  previous: () => void;
  next: () => void;
  /** Runs with true when a pointer goes down, and with false when it goes up. */
  hold: (isHeld: boolean) => void;
}

/** How far a pointer may move in a tap, and how long it may stay down. */
const SLOP = 10;
const TAP_MS = 350;
/** How far a finger moves in a swipe. */
const SWIPE = 40;

/**
 * Taps on the left or right third of an element and swipes move between stories. Holding pauses. Keyboards and screen readers
 * have buttons for all of these.
 */
export function useStoryGestures(element: RefObject<HTMLElement | null>, gestures: StoryGestures): void {
  const turn = useEffectEvent((forward: boolean) => (forward ? gestures.next() : gestures.previous()));
  const hold = useEffectEvent((isHeld: boolean) => gestures.hold(isHeld));

  useEffect(() => {
    const node = element.current;
    if (!node) return;
    const listening = new AbortController();
    const { signal } = listening;
    let start: PointerEvent | undefined;

    const end = () => {
      if (!start) return;
      start = undefined;
      hold(false);
    };
    const onDown = (event: PointerEvent) => {
      end();
      if (!event.isPrimary || event.button !== 0 || isOnScrollBar(event, node)) return;
      start = event;
      hold(true);
    };
    const onUp = ({ pointerId, clientX, clientY, timeStamp }: PointerEvent) => {
      if (pointerId !== start?.pointerId) return;
      const [right, down] = [clientX - start.clientX, clientY - start.clientY];
      // With a mouse, a drag selects text.
      const isSwipe = start.pointerType !== 'mouse' && Math.abs(right) > SWIPE && Math.abs(right) > Math.abs(down);
      const isTap = Math.hypot(right, down) < SLOP && timeStamp - start.timeStamp < TAP_MS;
      end();
      const { left, width } = node.getBoundingClientRect();
      const share = (clientX - left) / width;
      if (isSwipe) turn(right < 0);
      else if (isTap && (share < 1 / 3 || share > 2 / 3)) turn(share > 1 / 2);
    };

    node.addEventListener('pointerdown', onDown, { signal });
    addEventListener('pointerup', onUp, { signal });
    addEventListener('pointercancel', end, { signal });
    // On a touch screen, holding would open a menu for the photo.
    node.addEventListener('contextmenu', (event) => start?.pointerType === 'touch' && event.preventDefault(), { signal });
    return () => listening.abort();
  }, [element]);
}

function isOnScrollBar({ clientX }: PointerEvent, node: HTMLElement): boolean {
  return clientX >= node.getBoundingClientRect().left + node.clientLeft + node.clientWidth;
}
