export interface Point {
  x: number;
  y: number;
}

interface Size {
  width: number;
  height: number;
}

/** A photo is scaled around the centre of its area, and then moved. */
export interface ZoomTransform extends Point {
  scale: number;
}

export const WHOLE_PHOTO: ZoomTransform = { scale: 1, x: 0, y: 0 };

export function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}

/** Changes the scale. What is at a point, counted from the centre of the area, stays there. */
export function zoomAround({ scale, x, y }: ZoomTransform, newScale: number, point: Point): ZoomTransform {
  const factor = newScale / scale;
  return { scale: newScale, x: point.x - (point.x - x) * factor, y: point.y - (point.y - y) * factor };
}

/** Moves the photo back so that it leaves no more of the area empty than it must. */
export function keepInArea({ scale, x, y }: ZoomTransform, photo: Size, area: Size): ZoomTransform {
  const most = { x: Math.max(0, (photo.width * scale - area.width) / 2), y: Math.max(0, (photo.height * scale - area.height) / 2) };
  return { scale, x: clamp(x, -most.x, most.x), y: clamp(y, -most.y, most.y) };
}
