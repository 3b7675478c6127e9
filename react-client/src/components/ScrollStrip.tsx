import { ChevronRight } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import styles from './ScrollStrip.module.css';

interface ScrollStripProps {
  /** The labels of the buttons that scroll. */
  back: string;
  on: string;
  children: ReactNode;
}

/** A list in one row, which scrolls with the wheel and with buttons too. The keyboard reaches its links without them. */
export function ScrollStrip({ back, on, children }: ScrollStripProps) {
  const list = useRef<HTMLUListElement>(null);
  const [more, setMore] = useState({ before: false, after: false });

  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const update = () => {
      const left = element.scrollWidth - element.clientWidth - element.scrollLeft;
      setMore({ before: element.scrollLeft > 1, after: left > 1 });
    };
    const onWheel = (event: WheelEvent) => {
      // At the end of the strip, and with a sideways wheel, the browser scrolls.
      const { scrollLeft } = element;
      if (event.ctrlKey || Math.abs(event.deltaX) >= Math.abs(event.deltaY)) return;
      element.scrollBy({ left: event.deltaY });
      if (element.scrollLeft !== scrollLeft) event.preventDefault();
    };
    const size = new ResizeObserver(update);
    size.observe(element);
    element.addEventListener('scroll', update);
    // React listens passively, which cannot keep the page from scrolling.
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      size.disconnect();
      element.removeEventListener('scroll', update);
      element.removeEventListener('wheel', onWheel);
    };
  }, [children]);

  const turn = (direction: number) => {
    const element = list.current;
    const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
    element?.scrollBy({ left: direction * element.clientWidth * 0.8, behavior });
  };
  return (
    <div className={styles.strip}>
      {more.before && (
        <button type="button" className={`${styles.turn} ${styles.back}`} tabIndex={-1} aria-label={back} onClick={() => turn(-1)}>
          <ChevronRight size={20} aria-hidden="true" />
        </button>
      )}
      <ul ref={list} className={styles.list}>
        {children}
      </ul>
      {more.after && (
        <button type="button" className={`${styles.turn} ${styles.on}`} tabIndex={-1} aria-label={on} onClick={() => turn(1)}>
          <ChevronRight size={20} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}
