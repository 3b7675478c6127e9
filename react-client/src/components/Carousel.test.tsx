import { fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { chooseReducedData } from '../lib/chooseReducedData';
import { Carousel } from './Carousel';

const WIDTH = 300;

function renderCarousel({ count = 5, locked = false } = {}) {
  function Photos() {
    const [index, setIndex] = useState(0);
    return (
      <Carousel
        label="Photos of a post"
        slides={Array.from({ length: count }, (_, position) => `slide-${position}`)}
        index={index}
        onIndexChange={setIndex}
        slideLabel={(position) => `${position + 1} of ${count}`}
        locked={locked}
      >
        {(position) => <a href={`/photos/${position + 1}`}>Photo {position + 1}</a>}
      </Carousel>
    );
  }
  render(<Photos />);
  return screen.getByRole('group', { name: 'Photos of a post' });
}

const previous = () => screen.getByRole('button', { name: 'Previous photo' });
const next = () => screen.getByRole('button', { name: 'Next photo' });
const slide = (name: string) => screen.getByRole('group', { name });

/** Scrolls as a finger does. */
function swipeTo(carousel: HTMLElement, position: number): void {
  const track = carousel.firstElementChild as HTMLElement;
  track.getBoundingClientRect = () => new DOMRect(0, 0, WIDTH, 200);
  fireEvent.touchStart(track);
  track.scrollLeft = position * WIDTH;
  fireEvent.scroll(track);
}

describe('Carousel', () => {
  it('shows and announces the position, and steps with its buttons', async () => {
    renderCarousel();
    expect(screen.getByRole('status')).toHaveTextContent('1 of 5');
    expect(previous()).toHaveAttribute('aria-disabled', 'true');

    await userEvent.click(next());

    expect(screen.getByRole('status')).toHaveTextContent('2 of 5');
    expect(previous()).toHaveAttribute('aria-disabled', 'false');
    await userEvent.click(previous());
    await userEvent.click(previous());
    expect(screen.getByRole('status')).toHaveTextContent('1 of 5');
  });

  it('keeps the focus on its button at the end', async () => {
    renderCarousel({ count: 2 });

    await userEvent.click(next());

    expect(next()).toHaveAttribute('aria-disabled', 'true');
    expect(next()).toHaveFocus();
  });

  it('has a dot for each slide, for sighted users only', () => {
    const carousel = renderCarousel({ count: 3 });
    const dots = carousel.querySelector('.dots');
    expect(dots).toHaveAttribute('aria-hidden', 'true');
    expect(dots?.children).toHaveLength(3);
    expect(dots?.children[0]).toHaveClass('current');
  });

  it('renders the current slide and its neighbours only', async () => {
    renderCarousel();
    expect(screen.queryByText('Photo 3')).not.toBeInTheDocument();

    await userEvent.click(next());

    expect(within(slide('3 of 5')).getByText('Photo 3')).toBeInTheDocument();
    expect(screen.queryByText('Photo 4')).not.toBeInTheDocument();
  });

  it('steps with the arrow keys, and moves the focus to the same place of the new slide', async () => {
    renderCarousel();
    screen.getByRole('link', { name: 'Photo 1' }).focus();

    await userEvent.keyboard('{ArrowRight}');

    expect(screen.getByRole('status')).toHaveTextContent('2 of 5');
    expect(screen.getByText('Photo 2')).toHaveFocus();
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
    expect(screen.getByText('Photo 1')).toHaveFocus();
  });

  it('makes all slides but the current one unreachable', () => {
    renderCarousel();
    expect(slide('1 of 5')).not.toHaveAttribute('inert');
    expect(slide('2 of 5')).toHaveAttribute('inert');
  });

  it('follows a swipe', () => {
    swipeTo(renderCarousel(), 1);
    expect(screen.getByRole('status')).toHaveTextContent('2 of 5');
  });

  it('leaves arrow keys to its content while it is locked', async () => {
    renderCarousel({ locked: true });
    screen.getByRole('link', { name: 'Photo 1' }).focus();

    await userEvent.keyboard('{ArrowRight}');

    expect(screen.getByRole('status')).toHaveTextContent('1 of 5');
  });
});

describe('with reduced data', () => {
  afterEach(() => chooseReducedData(false));

  it('renders no photo before it is shown', async () => {
    chooseReducedData(true);
    renderCarousel();
    expect(screen.getAllByText(/^Photo \d/)).toHaveLength(1);

    await userEvent.click(next());

    expect(screen.getByText('Photo 2')).toBeInTheDocument();
    expect(screen.getAllByText(/^Photo \d/)).toHaveLength(1);
  });
});
