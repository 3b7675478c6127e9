import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { aPhoto } from '../../testing/uploads';
import { useIncomingImages } from './useIncomingImages';

const take = vi.fn<(taker: string, names: string[]) => void>();
const taken = () => take.mock.calls;

function Taker({ name, lastResort }: { name: string; lastResort?: boolean }) {
  const dragging = useIncomingImages((files) => take(name, files.map((file) => file.name)), { lastResort });
  return dragging && <p>Drop for {name}</p>;
}

const files = { types: ['Files'], files: [aPhoto('a.jpg'), aPhoto('b.jpg')] };
const drop = () => fireEvent.drop(document.body, { dataTransfer: files });
const dragOver = () => fireEvent.dragOver(document.body, { dataTransfer: files });
// jsdom has no DragEvent.
const leaveWindow = () => fireEvent(document.body, Object.assign(new Event('dragleave', { bubbles: true }), { relatedTarget: null }));
const pass = (ms: number) =>
  act(() => {
    vi.advanceTimersByTime(ms);
  });
const invitation = () => screen.queryByText(/^Drop for/);

it('gives images to the component that appeared last', () => {
  const { rerender } = render([<Taker key="1" name="form" />, <Taker key="2" name="editor" />]);
  dragOver();
  expect(invitation()).toHaveTextContent('Drop for editor');
  drop();

  rerender([<Taker key="1" name="form" />]);
  drop();

  expect(taken()).toEqual([
    ['editor', ['a.jpg', 'b.jpg']],
    ['form', ['a.jpg', 'b.jpg']],
  ]);
});

it('gives images to the last resort only if nothing else takes them', () => {
  const { rerender } = render([<Taker key="1" name="form" />, <Taker key="2" name="view" lastResort />]);
  drop();
  rerender([<Taker key="2" name="view" lastResort />]);
  drop();

  expect(taken().map(([taker]) => taker)).toEqual(['form', 'view']);
});

it('ignores images of the page itself that are dragged', () => {
  render(<Taker name="view" />);

  fireEvent.dragStart(document.body);
  dragOver();
  expect(invitation()).not.toBeInTheDocument();
  drop();
  fireEvent.dragEnd(document.body);
  expect(taken()).toEqual([]);

  drop();
  expect(taken()).toHaveLength(1);
});

it('invites to drop until the files leave the window, not between two moves', () => {
  vi.useFakeTimers();
  render(<Taker name="view" />);
  dragOver();

  leaveWindow();
  pass(100);
  dragOver();
  pass(1_000);
  expect(invitation()).toBeVisible();

  leaveWindow();
  pass(1_000);
  expect(invitation()).not.toBeInTheDocument();
});

describe('pasted text that comes with an image', () => {
  const paste = (target: Element) => fireEvent.paste(target, { clipboardData: { ...files, types: ['text/plain', 'Files'] } });

  it('is left to a text field', () => {
    render([<Taker key="1" name="view" />, <input key="2" aria-label="Comment" />]);

    paste(screen.getByRole('textbox'));

    expect(taken()).toEqual([]);
  });

  it('elsewhere is a file whose name is copied too', () => {
    render(<Taker name="view" />);

    paste(document.body);

    expect(taken()).toEqual([['view', ['a.jpg', 'b.jpg']]]);
  });
});

it('takes nothing when the component is gone', () => {
  render(<Taker name="view" />);
  cleanup();

  drop();

  expect(taken()).toEqual([]);
});
