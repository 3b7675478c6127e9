import { act, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TimeAgo } from './TimeAgo';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-30T12:00:30Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

it('grows while it is shown', () => {
  render(<TimeAgo time="2026-11-30T11:59:50Z" />);
  expect(screen.getByText('now')).toHaveAttribute('datetime', '2026-11-30T11:59:50Z');

  act(() => {
    vi.advanceTimersByTime(10 * 60_000);
  });

  expect(screen.getByText('10 min')).toBeInTheDocument();
});

it('shows the words of the server if there is no time', () => {
  render(<TimeAgo time={null} otherwise="2 hours ago" />);

  expect(screen.getByText('2 hours ago')).toBeInTheDocument();
});

it('shows the full time when the pointer is over it', () => {
  render(<TimeAgo time="2026-11-30T11:59:50Z" />);
  const time = screen.getByText('now');
  expect(time).not.toHaveAttribute('title');

  fireEvent.pointerEnter(time);

  expect(time).toHaveAttribute('title', expect.stringContaining('Monday'));
});
