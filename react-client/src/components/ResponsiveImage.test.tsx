import { render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { chooseReducedData } from '../lib/reducedData';
import { ResponsiveImage } from './ResponsiveImage';

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
