import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { aUser } from '../testing/fixtures';
import { Caption } from './Caption';

const long = `${'word '.repeat(60)}end`;

it('shows a whole short caption, without a button', () => {
  render(<Caption author={aUser()} caption="Low tide" />);

  expect(screen.getByText(/Low tide/)).toBeVisible();
  expect(screen.queryByRole('button')).not.toBeInTheDocument();
});

it('shows the rest of a long caption on "more", and hides it again', async () => {
  render(<Caption author={aUser()} caption={long} />);
  const more = screen.getByRole('button', { name: /^more/ });
  expect(more).toHaveAttribute('aria-expanded', 'false');
  expect(screen.queryByText(/end/)).not.toBeInTheDocument();

  await userEvent.click(more);
  expect(screen.getByText(/end/)).toBeVisible();

  await userEvent.click(screen.getByRole('button', { name: /^less/ }));
  expect(screen.queryByText(/end/)).not.toBeInTheDocument();
});

it('links tags, also in the part of a long caption that is shown at first', async () => {
  render(<Caption author={aUser()} caption={`#sea ${long} #sky`} />);
  expect(screen.getByRole('link', { name: '#sea' })).toHaveAttribute('href', '/tags/sea');
  expect(screen.queryByRole('link', { name: '#sky' })).not.toBeInTheDocument();

  await userEvent.click(screen.getByRole('button', { name: /^more/ }));
  expect(screen.getByRole('link', { name: '#sky' })).toBeVisible();
});

it('cuts no address in two', () => {
  const address = `https://example.org/${'a'.repeat(200)}`;
  render(<Caption author={aUser()} caption={`${address} and more`} />);

  expect(screen.getByRole('link', { name: /^example\.org/ })).toHaveAttribute('href', address);
  expect(screen.getByRole('button', { name: /^more/ })).toBeVisible();
});
