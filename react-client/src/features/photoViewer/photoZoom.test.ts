import { fireEvent } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { photoZoom } from './photoZoom';

const onZoom = vi.fn<(isZoomed: boolean) => void>();

/** A photo as large as its area, whose centre is at 200, 400. */
function zoomablePhoto() {
  const area = document.createElement('div');
  const photo = document.createElement('div');
  area.append(photo);
  document.body.append(area);
  for (const [property, length] of [['clientWidth', 400], ['clientHeight', 800]] as const) Object.defineProperty(area, property, { value: length });
  for (const [property, length] of [['offsetWidth', 400], ['offsetHeight', 800]] as const) Object.defineProperty(photo, property, { value: length });
  area.getBoundingClientRect = () => new DOMRect(0, 0, 400, 800);
  area.setPointerCapture = vi.fn();
  const zoom = photoZoom(area, photo, onZoom);
  return { area, photo, zoom };
}

const at = (...points: [x: number, y: number][]) => points.map(([clientX, clientY]) => ({ clientX, clientY }));

/** jsdom does not know the properties of pointer events. */
function firePointer(area: HTMLElement, type: string, clientX: number, clientY: number): void {
  area.dispatchEvent(Object.assign(new MouseEvent(type, { clientX, clientY, bubbles: true }), { pointerType: 'mouse', pointerId: 1 }));
}

afterEach(() => {
  document.body.replaceChildren();
});

it('zooms by a wheel around the pointer, and no further than the limits', () => {
  const { area, photo } = zoomablePhoto();

  fireEvent.wheel(area, { deltaY: -100, clientX: 300, clientY: 400 });
  expect(photo.style.transform).toBe('translate(-100px, 0px) scale(2)');
  fireEvent.wheel(area, { deltaY: -9999, clientX: 200, clientY: 400 });
  expect(photo.style.transform).toMatch(/scale\(6\)$/);
  fireEvent.wheel(area, { deltaY: 9999, clientX: 200, clientY: 400 });
  expect(photo.style.transform).toMatch(/scale\(1\)$/);
  expect(onZoom.mock.calls).toEqual([[true], [false]]);
});

it('leaves sideways wheel events and one finger on a whole photo to the carousel', () => {
  const { area } = zoomablePhoto();

  expect(fireEvent.wheel(area, { deltaX: 50, deltaY: -20 })).toBe(true);
  fireEvent.touchStart(area, { touches: at([200, 400]) });
  expect(fireEvent.touchMove(area, { touches: at([100, 400]) })).toBe(true);
  expect(onZoom).not.toHaveBeenCalled();
});

it('zooms by two fingers, and returns when they went too far', () => {
  const { area, photo } = zoomablePhoto();

  fireEvent.touchStart(area, { touches: at([200, 350], [200, 450]) });
  expect(fireEvent.touchMove(area, { touches: at([200, 300], [200, 500]) })).toBe(false);
  expect(photo.style.transform).toBe('translate(0px, 0px) scale(2)');
  fireEvent.touchMove(area, { touches: at([200, 0], [200, 800]) });
  expect(photo.style.transform).toMatch(/scale\(8\)$/);
  fireEvent.touchEnd(area, { touches: [] });
  expect(photo.style.transform).toMatch(/scale\(6\)$/);
});

it('follows the mouse while it is zoomed, and does not count that as a click', () => {
  const { area, photo, zoom } = zoomablePhoto();
  const onClick = vi.fn();
  area.parentElement?.addEventListener('click', onClick, { once: true });
  zoom.zoomTo(2, { x: 200, y: 400 });
  photo.style.transition = '';

  firePointer(area, 'pointerdown', 200, 400);
  firePointer(area, 'pointermove', 150, 380);
  expect(photo.style.transform).toBe('translate(-50px, -20px) scale(2)');
  firePointer(area, 'pointerup', 150, 380);
  fireEvent.click(area);
  expect(onClick).not.toHaveBeenCalled();

  // It may glide on, and jsdom cannot tell how far.
  photo.style.transition = '';
  firePointer(area, 'pointerdown', 150, 380);
  firePointer(area, 'pointerup', 150, 380);
  fireEvent.click(area);
  expect(onClick).toHaveBeenCalledTimes(1);
});

it('tells that the photo is whole when it is removed, and then no longer listens', () => {
  const { area, photo, zoom } = zoomablePhoto();
  zoom.zoomBy(1);

  zoom.remove();
  fireEvent.wheel(area, { deltaY: -100 });

  expect(photo.style.transform).toMatch(/scale\(1\)$/);
  expect(onZoom.mock.calls).toEqual([[true], [false]]);
});
