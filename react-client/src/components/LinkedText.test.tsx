import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { linkify } from '../lib/linkify';
import { LinkedText } from './LinkedText';

function renderText(text: string): HTMLElement {
  return render(
    <p>
      <LinkedText parts={linkify(text)} />
    </p>,
  ).container;
}

const link = (name: string) => screen.getByRole('link', { name });

it('links mentions to profiles, and tags to their pages', () => {
  renderText('@zoë at the #Low_Tide');

  expect(link('@zoë')).toHaveAttribute('href', '/u/zo%C3%AB');
  expect(link('#Low_Tide')).toHaveAttribute('href', '/tags/low_tide');
});

it('opens web addresses in a new tab, and tells the site nothing', () => {
  renderText('From https://www.example.org/photos/2026/november/30.');

  const address = link('example.org/photos/2026/novembe…');
  expect(address).toHaveAttribute('href', 'https://www.example.org/photos/2026/november/30');
  expect(address).toHaveAttribute('title', 'https://www.example.org/photos/2026/november/30');
  expect(address).toHaveAttribute('target', '_blank');
  expect(address).toHaveAttribute('rel', 'noopener noreferrer nofollow');
});

it('shows markup as text', () => {
  const markup = '<b>#bold</b> <a href="javascript:alert(1)">me</a> &amp; javascript:alert(2)';
  const shown = renderText(markup);

  expect(shown).toHaveTextContent(markup);
  expect(screen.getAllByRole('link')).toEqual([link('#bold')]);
});

it('isolates addresses and mentions from the direction of the text', () => {
  renderText('@ada https://example.org مرحبا');
  expect(screen.getAllByRole('link').map((element) => element.firstElementChild?.localName)).toEqual(['bdi', 'bdi']);
});
