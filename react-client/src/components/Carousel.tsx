import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useEffectEvent, useLayoutEffect, useRef, type ReactNode, type RefObject } from 'react';
import { reducesData } from '../lib/reducedData';
import { laterText } from '../lib/text/later';
import styles from './Carousel.module.css';

interface CarouselProps {
  /** Names the carousel. */
  label: string;
  /** A key for each slide. */
  slides: readonly string[];
  index: number;
  onIndexChange: (index: number) => void;
  /** Names the position of a slide, and announces it when it becomes the current slide. */
  slideLabel: (index: number) => string;
  /** The dots, if they do not count all slides. */
  dots?: { count: number; index: number };
  /** Keeps swipes and arrow keys for what is in the slide. */
  locked?: boolean;
  children: (index: number) => ReactNode;
}

/** How far from the current slide others are rendered, and so load their images. */
const near = () => (reducesData() ? 0 : 1);
const FOCUSABLE = 'a[href], [tabindex="0"]';

/** Slides side by side. The browser scrolls and snaps them; buttons and arrow keys scroll, too. */
export function Carousel({ label, slides, index, onIndexChange, slideLabel, dots, locked = false, children }: CarouselProps) {
  const root = useRef<HTMLDivElement>(null);
  const track = useRef<HTMLDivElement>(null);
  const onScroll = useScrollPosition(track, slides[index], index, onIndexChange);
  const { count, index: dot } = dots ?? { count: slides.length, index };
  const go = (to: number) => {
    if (to >= 0 && to < slides.length) onIndexChange(to);
  };

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || locked || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(index + step);
  });
  useEffect(() => {
    const element = root.current;
    const listener = (event: KeyboardEvent) => onKey(event);
    element?.addEventListener('keydown', listener);
    return () => element?.removeEventListener('keydown', listener);
  }, []);

  return (
    <div ref={root} className={styles.carousel} role="group" aria-roledescription={laterText.carousel.role} aria-label={label}>
      <div ref={track} className={`${styles.track} ${locked ? styles.locked : ''}`} onScroll={onScroll}>
        {slides.map((key, position) => (
          <div
            key={key}
            className={styles.slide}
            role="group"
            aria-roledescription={laterText.carousel.slideRole}
            aria-label={slideLabel(position)}
            inert={position !== index}
          >
            {Math.abs(position - index) <= near() && children(position)}
          </div>
        ))}
      </div>
      <p className="visually-hidden" role="status">
        {slideLabel(index)}
      </p>
      <StepButton className={styles.previous} label={laterText.carousel.previous} isEnd={index === 0} onClick={() => go(index - 1)}>
        <ChevronLeft aria-hidden="true" />
      </StepButton>
      <StepButton className={styles.next} label={laterText.carousel.next} isEnd={index === slides.length - 1} onClick={() => go(index + 1)}>
        <ChevronRight aria-hidden="true" />
      </StepButton>
      {count > 1 && (
        <div className={styles.dots} aria-hidden="true">
          {Array.from({ length: count }, (_, position) => (
            <span key={position} className={`${styles.dot} ${position === dot ? styles.current : ''}`} />
          ))}
        </div>
      )}
    </div>
  );
}

interface StepButtonProps {
  className: string | undefined;
  label: string;
  isEnd: boolean;
  onClick: () => void;
  children: ReactNode;
}

/** Stays at the end of the slides, invisible, because it may have the focus. */
function StepButton({ className, label, isEnd, onClick, children }: StepButtonProps) {
  return (
    <button type="button" className={`${styles.step} ${className}`} aria-disabled={isEnd} onClick={onClick}>
      {children}
      <span className="visually-hidden">{label}</span>
    </button>
  );
}

/**
 * Scrolls to the current slide, and reports the slide that the user scrolls to. Slides that are added before the current one
 * do not move it.
 */
function useScrollPosition(
  track: RefObject<HTMLDivElement | null>,
  key: string | undefined,
  index: number,
  onIndexChange: (index: number) => void,
): () => void {
  const shownKey = useRef<string>(undefined);
  /** The slide that a script scrolls to. Until it arrives there, positions on the way do not count. */
  const target = useRef<number>(undefined);

  useLayoutEffect(() => {
    const element = track.current;
    if (!element) return;
    const isFirst = shownKey.current === undefined;
    const moved = shownKey.current !== key;
    shownKey.current = key;
    if (positionOf(element) !== index) {
      target.current = index;
      scrollToSlide(element, index, isFirst || !moved ? 'instant' : 'auto');
    }
    // The element with the focus is in a slide that is inert from now on.
    const slide = element.children[index];
    const { activeElement } = document;
    if (element.contains(activeElement) && !slide?.contains(activeElement)) {
      slide?.querySelector<HTMLElement>(FOCUSABLE)?.focus({ preventScroll: true });
    }
  }, [track, key, index]);

  // A dialog has no size before it opens, and a phone may be turned.
  const onResize = useEffectEvent((element: HTMLElement) => {
    if (positionOf(element) !== index) target.current = index;
    scrollToSlide(element, index, 'instant');
  });
  useEffect(() => {
    const element = track.current;
    if (!element) return;
    const observer = new ResizeObserver(() => onResize(element));
    observer.observe(element);
    return () => observer.disconnect();
  }, [track]);

  useEffect(() => {
    const element = track.current;
    const takeOver = () => (target.current = undefined);
    for (const event of TAKES_OVER) element?.addEventListener(event, takeOver, { passive: true });
    return () => {
      for (const event of TAKES_OVER) element?.removeEventListener(event, takeOver);
    };
  }, [track]);

  return () => {
    const element = track.current;
    if (!element) return;
    const position = positionOf(element);
    if (target.current === undefined) {
      if (position !== index) onIndexChange(position);
    } else if (position === target.current) {
      target.current = undefined;
    }
  };
}

const TAKES_OVER = ['touchstart', 'wheel', 'pointerdown'] as const;

function positionOf(track: HTMLElement): number {
  const { width } = track.getBoundingClientRect();
  return width > 0 ? Math.round(track.scrollLeft / width) : 0;
}

function scrollToSlide(track: HTMLElement, index: number, behavior: ScrollBehavior): void {
  track.scrollTo({ left: index * track.getBoundingClientRect().width, behavior });
}
