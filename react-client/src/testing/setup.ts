import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach, vi } from 'vitest';
import { dismissAll } from '../lib/announcements';
import { discardAllDrafts } from '../lib/drafts/draftStore';
import { FakeEventSource } from './eventSource';
import { ObserverOfTheEnd } from './scrolling';

// A busy machine is not an error.
configure({ asyncUtilTimeout: 10_000 });

// What jsdom lacks.
vi.mock('../lib/navigation/leave', () => ({ leaveFor: vi.fn(), beforeLeaving: vi.fn() }));
HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
};
HTMLDialogElement.prototype.close = function () {
  this.open = false;
};
HTMLElement.prototype.showPopover = function () {
  this.style.display = 'block';
};
vi.stubGlobal('scrollTo', vi.fn());
Element.prototype.scrollTo = vi.fn();
vi.stubGlobal('matchMedia', () => ({ matches: false }));
vi.stubGlobal(
  'ResizeObserver',
  class {
    observe = vi.fn();
    disconnect = vi.fn();
  },
);
vi.stubGlobal('IntersectionObserver', ObserverOfTheEnd);
vi.stubGlobal('EventSource', FakeEventSource);

beforeEach(() => {
  document.cookie = 'csrf_access_token=token-of-the-page';
  history.replaceState(null, '', '/');
});

afterEach(() => {
  cleanup();
  FakeEventSource.all = [];
  discardAllDrafts();
  dismissAll();
  sessionStorage.clear();
  vi.useRealTimers();
});
