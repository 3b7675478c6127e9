import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { ViewTitle } from '../../../components/ViewTitle';
import { stubApi } from '../../../testing/api';
import { renderSignedIn } from '../../../testing/render';
import { useService } from '../api/service';
import { MessageOfTheDay } from './MessageOfTheDay';

function Loaded() {
  return useService().isSuccess && <p>loaded</p>;
}

/** Shows the message, and waits for the answer. */
async function show(message: string | null) {
  stubApi({ 'GET /api/service': [200, { message, has_rules: false }] });
  renderSignedIn([<ViewTitle key="1">Home</ViewTitle>, <MessageOfTheDay key="2" />, <Loaded key="3" />]);
  await screen.findByText('loaded');
}

it('shows nothing without a message', async () => {
  await show(null);

  expect(screen.queryByRole('note')).not.toBeInTheDocument();
});

it('shows a message with its links until it is dismissed', async () => {
  await show('Party: https://example.org/party');
  expect(screen.getByRole('note')).toHaveTextContent('Party: example.org/party');
  expect(screen.getByRole('link')).toHaveAttribute('href', 'https://example.org/party');

  await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }));

  expect(screen.queryByRole('note')).not.toBeInTheDocument();
  expect(screen.getByRole('heading', { name: 'Home' })).toHaveFocus();
});

it('leaves out a message that was dismissed before', async () => {
  localStorage.setItem('dismissed message', 'Hello');
  await show('Hello');
  expect(screen.queryByRole('note')).not.toBeInTheDocument();
});

it('shows another message than the one that was dismissed', async () => {
  localStorage.setItem('dismissed message', 'Hello');
  await show('Hello again');
  expect(screen.getByRole('note')).toHaveTextContent('Hello again');
});
