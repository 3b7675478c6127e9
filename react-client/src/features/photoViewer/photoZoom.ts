import { prefersReducedMotion } from '../../lib/prefersReducedMotion';
import { clamp, keepInArea, WHOLE_PHOTO, zoomAround, type Point } from './zoomTransform';

/** The zoom of a photo. Points are those of the window. */
export interface PhotoZoom {
  /** Changes the scale by a step, around the centre. */
  zoomBy: (step: number) => void;
  zoomTo: (scale: number, point: Point) => void;
  moveBy: (right: number, down: number) => void;
  reset: () => void;
  /** Shows the whole photo, and no longer listens. */
  remove: () => void;
}

/** Where the mouse or the fingers hold the photo. */
interface Grip extends Point {
  /** The distance between two fingers. */
  spread: number;
  time: number;
}

const MAX_SCALE = 6;
/** Up to here, a photo counts as not zoomed. */
const NEARLY_WHOLE = 1.01;
/** How much further two fingers can zoom. The photo returns when they let go. */
const ELASTIC = 1.4;
/** Per pixel of a wheel. A notch of a mouse wheel is about 100 pixels. */
const WHEEL_STEP = 0.01;
const ANIMATION_MS = 200;
/** A photo that is let go while it moves continues at its speed, and slows down. */
const GLIDE_MS = 450;
/** The start of the curve is three times as steep as its average. */
const SLOW_DOWN = 'cubic-bezier(0.33, 1, 0.68, 1)';
/** A finger that rests this long before it lets go does not throw the photo. */
const REST_MS = 50;
/** How far the mouse moves before its click is a drag. */
const SLOP = 4;

/**
 * Lets a wheel, the mouse and fingers zoom and move a photo that is centred in an area. `onZoom` tells when the photo becomes
 * larger than its area, and when it is whole again. One finger on a whole photo is left to others.
 */
export function photoZoom(area: HTMLElement, photo: HTMLElement, onZoom: (isZoomed: boolean) => void): PhotoZoom {
  let transform = WHOLE_PHOTO;
  let grip: Grip | undefined;
  let velocity: Point = { x: 0, y: 0 };
  let dragged = 0;

  const isZoomed = () => transform.scale > NEARLY_WHOLE;

  const show = (next: typeof transform, durationMs = 0) => {
    const wasZoomed = isZoomed();
    transform = keepInArea(
      next,
      { width: photo.offsetWidth, height: photo.offsetHeight },
      { width: area.clientWidth, height: area.clientHeight },
    );
    photo.style.transition = durationMs > 0 && !prefersReducedMotion() ? `transform ${durationMs}ms ${SLOW_DOWN}` : '';
    photo.style.transform = `translate(${transform.x}px, ${transform.y}px) scale(${transform.scale})`;
    if (isZoomed() !== wasZoomed) onZoom(!wasZoomed);
  };

  /** Counts a point of the window from the centre of the area. */
  const fromCentre = ({ x, y }: Point): Point => {
    const box = area.getBoundingClientRect();
    return { x: x - box.left - box.width / 2, y: y - box.top - box.height / 2 };
  };

  const zoomTo = (scale: number, point: Point, durationMs?: number) => {
    show(zoomAround(transform, clamp(scale, 1, MAX_SCALE), point), durationMs);
  };

  /** Stops an animation where it is. */
  const stop = () => {
    if (!photo.style.transition) return;
    const { a: scale, e: x, f: y } = new DOMMatrix(getComputedStyle(photo).transform);
    show({ scale, x, y });
  };

  const hold = (next: Grip | undefined) => {
    grip = next;
    velocity = { x: 0, y: 0 };
  };

  const follow = (next: Grip) => {
    if (!grip) return;
    const [right, down] = [next.x - grip.x, next.y - grip.y];
    const elapsed = Math.max(1, next.time - grip.time);
    // Half of it is the velocity before, because single movements are uneven.
    velocity = { x: (velocity.x + right / elapsed) / 2, y: (velocity.y + down / elapsed) / 2 };
    dragged += Math.hypot(right, down);
    const scale = clamp((transform.scale * next.spread) / grip.spread, 1 / ELASTIC, MAX_SCALE * ELASTIC);
    show(zoomAround({ scale: transform.scale, x: transform.x + right, y: transform.y + down }, scale, next));
    grip = next;
  };

  const letGo = (time: number) => {
    if (!grip) return;
    if (transform.scale > MAX_SCALE || !isZoomed()) {
      zoomTo(isZoomed() ? MAX_SCALE : 1, grip, ANIMATION_MS);
    } else if (time - grip.time < REST_MS && !prefersReducedMotion()) {
      const way = GLIDE_MS / 3;
      show({ ...transform, x: transform.x + velocity.x * way, y: transform.y + velocity.y * way }, GLIDE_MS);
    }
    hold(undefined);
  };

  const fingers = ({ touches, timeStamp }: TouchEvent): Grip | undefined => {
    const [first, second = first] = touches;
    if (!first || !second) return undefined;
    const middle = { x: (first.clientX + second.clientX) / 2, y: (first.clientY + second.clientY) / 2 };
    const spread = Math.hypot(first.clientX - second.clientX, first.clientY - second.clientY);
    return { ...fromCentre(middle), spread: Math.max(1, spread), time: timeStamp };
  };
  const mouse = (event: PointerEvent): Grip => ({ ...fromCentre(event), spread: 1, time: event.timeStamp });

  const listeners = {
    wheel: (event: WheelEvent) => {
      // Sideways events, as of a trackpad, are for the carousel: they would zoom if they also went a little up or down.
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY) && !event.ctrlKey) return;
      event.preventDefault();
      zoomTo(transform.scale - event.deltaY * WHEEL_STEP, fromCentre(event));
    },
    touchstart: (event: TouchEvent) => {
      stop();
      hold(fingers(event));
    },
    touchmove: (event: TouchEvent) => {
      const next = fingers(event);
      if (!next || (event.touches.length === 1 && !isZoomed())) return;
      if (event.cancelable) event.preventDefault();
      follow(next);
    },
    touchend: (event: TouchEvent) => {
      const left = fingers(event);
      if (left) hold(left);
      else letGo(event.timeStamp);
    },
    pointerdown: (event: PointerEvent) => {
      dragged = 0;
      if (event.pointerType !== 'mouse' || event.button !== 0 || !isZoomed()) return;
      area.setPointerCapture(event.pointerId);
      stop();
      hold(mouse(event));
    },
    pointermove: (event: PointerEvent) => {
      if (event.pointerType === 'mouse') follow(mouse(event));
    },
    pointerup: (event: PointerEvent) => {
      if (event.pointerType === 'mouse') letGo(event.timeStamp);
    },
  };
  const ignoreDrag = (event: Event) => {
    if (dragged > SLOP) event.stopPropagation();
  };
  const entries = [
    ...Object.entries(listeners),
    ['touchcancel', listeners.touchend],
    ['pointercancel', listeners.pointerup],
  ] as [string, EventListener][];

  for (const [event, listener] of entries) area.addEventListener(event, listener, { passive: false });
  area.addEventListener('click', ignoreDrag, { capture: true });
  const observer = new ResizeObserver(() => show(transform));
  observer.observe(area);

  return {
    zoomBy: (step) => zoomTo(transform.scale + step, { x: 0, y: 0 }, ANIMATION_MS),
    zoomTo: (scale, point) => zoomTo(scale, fromCentre(point), ANIMATION_MS),
    moveBy: (right, down) => show({ ...transform, x: transform.x + right, y: transform.y + down }, ANIMATION_MS),
    reset: () => show(WHOLE_PHOTO, ANIMATION_MS),
    remove: () => {
      for (const [event, listener] of entries) area.removeEventListener(event, listener);
      area.removeEventListener('click', ignoreDrag, { capture: true });
      observer.disconnect();
      show(WHOLE_PHOTO);
    },
  };
}
