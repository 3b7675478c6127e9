import { describe, expect, it } from 'vitest';
import { keepInArea, WHOLE_PHOTO, zoomAround } from './zoomTransform';

describe('zoomAround', () => {
  it('keeps what is at the point where it is', () => {
    const point = { x: 100, y: -40 };
    const { scale, x, y } = zoomAround({ scale: 2, x: 30, y: 10 }, 3, point);

    expect(scale).toBe(3);
    // The same place of the photo, before and after.
    expect((point.x - x) / scale).toBeCloseTo((point.x - 30) / 2);
    expect((point.y - y) / scale).toBeCloseTo((point.y - 10) / 2);
  });

  it('does not move the photo when it zooms around the centre', () => {
    expect(zoomAround(WHOLE_PHOTO, 2, { x: 0, y: 0 })).toEqual({ scale: 2, x: 0, y: 0 });
  });
});

describe('keepInArea', () => {
  const area = { width: 400, height: 800 };
  const photo = { width: 400, height: 300 };

  it('lets a zoomed photo move until its edge is at that of the area', () => {
    expect(keepInArea({ scale: 2, x: 150, y: 0 }, photo, area)).toEqual({ scale: 2, x: 150, y: 0 });
    expect(keepInArea({ scale: 2, x: -999, y: 0 }, photo, area)).toEqual({ scale: 2, x: -200, y: 0 });
  });

  it('keeps a side that fits into the area at the centre', () => {
    expect(keepInArea({ scale: 2, x: 0, y: 70 }, photo, area).y).toBeCloseTo(0);
    expect(keepInArea({ scale: 0.8, x: 50, y: 0 }, photo, area).x).toBeCloseTo(0);
  });
});
