import { fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
// The component imports it on demand. Here it is ready, so that no test waits for its compilation.
import '../lib/blurredPreview';
import { chooseReducedData } from '../lib/chooseReducedData';
import { ResponsiveImage } from './ResponsiveImage';

const folder = `/images/${'0a'.repeat(16)}-300x200-a0b1c2`;
/** The hash of an image with a red and a blue half. */
const HASH = 'HBkSHYSIeHiPiHh8eJd4eTN0EEQG';

const background = () => screen.getByAltText('A lake').style.background;
const imageAt = (src: string) => <ResponsiveImage src={src} alt="A lake" sizes="100vw" />;

it('shows the blurred preview over the average colour until the image has loaded', async () => {
  render(imageAt(`${folder}-${HASH}/large.jpg`));
  expect(background()).toBe('rgb(160, 177, 194)');

  await expect.poll(background).toContain('url("data:image/png;base64,');
  expect(background()).toContain('rgb(160, 177, 194)');

  fireEvent.load(screen.getByAltText('A lake'));
  expect(background()).toBe('');
});

it('never shows the preview of another image', async () => {
  const { rerender } = render(imageAt(`${folder}-${HASH}/large.jpg`));
  await expect.poll(background).toContain('url(');

  rerender(imageAt(`${folder}/large.jpg`));
  expect(background()).toBe('rgb(160, 177, 194)');
});

it('shows only the colour if the address has no hash', () => {
  render(imageAt(`${folder}/large.jpg`));
  expect(background()).toBe('rgb(160, 177, 194)');
});

const SRC = `/images/${'0'.repeat(32)}-2048x1365-a0b1c2/large.jpg`;
const srcSet = () => screen.getByRole('img').getAttribute('srcset');

afterEach(() => chooseReducedData(false));

it('offers the largest size', () => {
  render(<ResponsiveImage src={SRC} alt="Boats" sizes="100vw" />);

  expect(srcSet()).toMatch(/large\.jpg 2048w$/);
});

it('offers at most the medium size when the user wants to load less', () => {
  chooseReducedData(true);
  render(<ResponsiveImage src={SRC} alt="Boats" sizes="100vw" />);

  expect(srcSet()).toMatch(/medium\.jpg 960w$/);
});

it('offers the largest size of a zoomed photo all the same', () => {
  chooseReducedData(true);
  render(<ResponsiveImage src={SRC} alt="Boats" sizes="100vw" large />);

  expect(srcSet()).toMatch(/large\.jpg 2048w$/);
});
