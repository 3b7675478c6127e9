import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeEventSource } from '../../testing/eventSource';
import { listen } from './liveEvents';

const handlers = () => ({ notifications: vi.fn(), posts: vi.fn(), post: vi.fn() });

function setVisibility(state: 'visible' | 'hidden') {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange'));
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('events reach their handlers', () => {
  const told = handlers();
  const stop = listen(12, told);
  expect(FakeEventSource.open?.url).toBe('/api/events?post_id=12');

  FakeEventSource.open?.send('notifications', { unseen: 3 });
  FakeEventSource.open?.send('post', { post_id: 12, likes_count: 1, comments_count: 0 });

  expect(told.notifications).toHaveBeenCalledExactlyOnceWith({ unseen: 3 });
  expect(told.post).toHaveBeenCalledExactlyOnceWith({ post_id: 12, likes_count: 1, comments_count: 0 });
  expect(told.posts).not.toHaveBeenCalled();
  stop();
  expect(FakeEventSource.open).toBeUndefined();
});

test('a hidden tab listens to nothing', () => {
  const stop = listen(undefined, handlers());
  setVisibility('hidden');
  expect(FakeEventSource.open).toBeUndefined();

  setVisibility('visible');
  expect(FakeEventSource.open?.url).toBe('/api/events');
  stop();
  setVisibility('visible');
  expect(FakeEventSource.open).toBeUndefined();
});

test('a stream that breaks is opened again, later each time', () => {
  const stop = listen(undefined, handlers());
  for (const seconds of [5, 10, 20]) {
    FakeEventSource.open?.send('error', {});
    expect(FakeEventSource.open).toBeUndefined();
    vi.advanceTimersByTime(seconds * 1000 - 1);
    expect(FakeEventSource.open).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(FakeEventSource.open).toBeDefined();
  }

  FakeEventSource.open?.send('posts', { post_id: 1 });
  FakeEventSource.open?.send('error', {});
  vi.advanceTimersByTime(5000);
  expect(FakeEventSource.open).toBeDefined();
  FakeEventSource.open?.send('error', {});
  stop();
  vi.advanceTimersByTime(1_000_000);
  expect(FakeEventSource.open).toBeUndefined();
});
