import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { onDemand } from './onDemand';

const Greeting = ({ name }: { name: string }) => <p>Hello, {name}</p>;

const greetingFrom = (load: () => Promise<typeof Greeting>) =>
  onDemand(load, (failure, { name }) => failure ?? <p>Waiting for {name}</p>);

it('shows the placeholder until the script has loaded', async () => {
  const OnDemand = greetingFrom(() => Promise.resolve(Greeting));

  render(<OnDemand name="Ana" />);

  expect(screen.getByText('Waiting for Ana')).toBeVisible();
  expect(await screen.findByText('Hello, Ana')).toBeVisible();
});

it('renders at once what has been loaded in advance', async () => {
  const OnDemand = greetingFrom(() => Promise.resolve(Greeting));
  await OnDemand.preload();

  render(<OnDemand name="Ana" />);

  expect(screen.getByText('Hello, Ana')).toBeVisible();
});

it('loads again on request, as often as it fails', async () => {
  const load = vi.fn(() => Promise.reject<typeof Greeting>(new TypeError('Failed to fetch')));
  const OnDemand = greetingFrom(load);
  render(<OnDemand name="Ana" />);
  expect(await screen.findByRole('alert')).toHaveTextContent('This couldn’t be loaded');

  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('alert')).toBeVisible();
  load.mockImplementation(() => Promise.resolve(Greeting));
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

  expect(await screen.findByText('Hello, Ana')).toBeVisible();
  expect(load).toHaveBeenCalledTimes(3);
});
