import { useWindowKeys } from '../../lib/useWindowKeys';

interface ViewerKeys {
  zoomIn: () => void;
  zoomOut: () => void;
  resetZoom: () => void;
  /** Moves the visible part, by steps to the right and down. */
  pan: (right: number, down: number) => void;
  /** Shows another photo, by steps to the right. */
  turn: (step: number) => void;
}

const ARROWS: Partial<Record<string, readonly [right: number, down: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Plus, minus and 0 zoom. Arrow keys show other photos, or move the visible part of a zoomed photo. */
export function useViewerKeys(isZoomed: boolean, keys: ViewerKeys): void {
  useWindowKeys(({ key }) => {
    const arrow = ARROWS[key];
    if (arrow && isZoomed) keys.pan(...arrow);
    else if (arrow && arrow[0] !== 0) keys.turn(arrow[0]);
    else if (key === '+' || key === '=') keys.zoomIn();
    else if (key === '-' || key === '_') keys.zoomOut();
    else if (key === '0') keys.resetZoom();
    else return false;
    return true;
  });
}
