import { describe, expect, it } from 'vitest';
import { CROP_RATIOS, croppedSize, isUnedited, rotate, UNEDITED, withRatio, type PhotoEdit } from './photoEdit';

const LANDSCAPE = { width: 1200, height: 800 };
const PORTRAIT = { width: 600, height: 1200 };
const CORNER: PhotoEdit = { turns: 0, ratio: 'free', area: { x: 0, y: 0, width: 25, height: 50 } };

describe('the area with the ratio', () => {
  it.each([
    ['free', LANDSCAPE, { width: 1200, height: 800 }],
    ['original', LANDSCAPE, { width: 1200, height: 800 }],
    ['1:1', LANDSCAPE, { width: 800, height: 800 }],
    ['4:5', LANDSCAPE, { width: 640, height: 800 }],
    ['16:9', LANDSCAPE, { width: 1200, height: 675 }],
    ['1:1', PORTRAIT, { width: 600, height: 600 }],
    ['4:5', PORTRAIT, { width: 600, height: 750 }],
  ] as const)('%s is the largest one, in the middle', (ratio, photo, size) => {
    const { area, ...edit } = withRatio(UNEDITED, ratio, photo);

    expect(croppedSize(photo, { ...edit, area })).toEqual(size);
    expect(area.x * 2 + area.width).toBeCloseTo(100);
    expect(area.y * 2 + area.height).toBeCloseTo(100);
  });

  it.each(CROP_RATIOS)('%s fits also after a rotation', (ratio) => {
    const { width, height } = croppedSize(LANDSCAPE, rotate(withRatio(UNEDITED, ratio, LANDSCAPE), 'right', LANDSCAPE));

    const expected = { free: 800 / 1200, original: 800 / 1200, '1:1': 1, '4:5': 0.8, '16:9': 16 / 9 }[ratio];
    expect(width / height).toBeCloseTo(expected, 2);
    expect(width).toBeLessThanOrEqual(800);
    expect(height).toBeLessThanOrEqual(1200);
  });
});

it('rotates a free area with the photo', () => {
  const right = rotate(CORNER, 'right', LANDSCAPE);
  expect(right).toEqual({ turns: 1, ratio: 'free', area: { x: 50, y: 0, width: 50, height: 25 } });
  expect(croppedSize(LANDSCAPE, right)).toEqual({ width: 400, height: 300 });

  const left = rotate(CORNER, 'left', LANDSCAPE);
  expect(left).toEqual({ turns: 3, ratio: 'free', area: { x: 0, y: 75, width: 50, height: 25 } });
  expect(rotate(right, 'left', LANDSCAPE)).toEqual(CORNER);
});

it('knows a photo that stays as it is', () => {
  expect(isUnedited(UNEDITED)).toBe(true);
  expect(isUnedited(withRatio(UNEDITED, 'original', LANDSCAPE))).toBe(true);
  expect(isUnedited(withRatio(UNEDITED, '1:1', LANDSCAPE))).toBe(false);
  expect(isUnedited(rotate(UNEDITED, 'left', LANDSCAPE))).toBe(false);
  expect(isUnedited([1, 2, 3, 4].reduce((edit) => rotate(edit, 'right', LANDSCAPE), UNEDITED))).toBe(true);
});
