import { useEffect, useEffectEvent, type RefObject } from 'react';

/** How far a finger moves before its direction counts, and before its end closes the viewer. */
const SLOP = 10;
const CLOSE_AFTER = 110;
/** A quick flick closes sooner, in pixels per millisecond. */
const FLICK = 0.6;
const FADE_OVER = 500;

interface SwipeDown {
  enabled: boolean;
  onClose: () => void;
}

/** Closes when one finger swipes down. Meanwhile, the element follows the finger and becomes transparent. */
export function useSwipeDown(element: RefObject<HTMLElement | null>, { enabled, onClose }: SwipeDown): void {
  const isEnabled = useEffectEvent(() => enabled);
  const close = useEffectEvent(onClose);

  useEffect(() => {
    const node = element.current;
    if (!node) return;
    let start: { x: number; y: number; time: number } | undefined;
    let isSwipe = false;

    const show = (distance: number) => {
      node.style.translate = distance > 0 ? `0 ${distance}px` : '';
      node.style.opacity = distance > 0 ? String(1 - Math.min(0.6, distance / FADE_OVER)) : '';
    };
    const cancel = () => {
      start = undefined;
      isSwipe = false;
      show(0);
    };
    const onStart = ({ touches, timeStamp }: TouchEvent) => {
      cancel();
      const [touch] = touches;
      if (touch && touches.length === 1 && isEnabled()) start = { x: touch.clientX, y: touch.clientY, time: timeStamp };
    };
    const onMove = ({ touches }: TouchEvent) => {
      const [touch] = touches;
      if (!start || !touch) return;
      const [right, down] = [touch.clientX - start.x, touch.clientY - start.y];
      if (!isSwipe && Math.hypot(right, down) > SLOP) {
        isSwipe = down > Math.abs(right);
        if (!isSwipe) start = undefined;
      }
      if (isSwipe) show(down);
    };
    const onEnd = ({ changedTouches, timeStamp }: TouchEvent) => {
      const [touch] = changedTouches;
      const down = start && isSwipe && touch ? touch.clientY - start.y : 0;
      const duration = start ? timeStamp - start.time : Infinity;
      if (down > CLOSE_AFTER || (down > SLOP && down / duration > FLICK)) close();
      else cancel();
    };

    const listeners = { touchstart: onStart, touchmove: onMove, touchend: onEnd, touchcancel: cancel };
    const entries = Object.entries(listeners) as [string, EventListener][];
    for (const [event, listener] of entries) node.addEventListener(event, listener, { passive: true });
    return () => {
      for (const [event, listener] of entries) node.removeEventListener(event, listener);
    };
  }, [element]);
}
