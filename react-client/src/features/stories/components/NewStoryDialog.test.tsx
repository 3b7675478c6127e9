import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { stubApi } from '../../../testing/api';
import { aStory, viewer } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import NewStoryDialog from './NewStoryDialog';

const button = (name: string) => screen.getByRole('button', { name, hidden: true });

describe('NewStoryDialog', () => {
  const text = () => screen.getByRole('textbox', { name: 'Text', hidden: true });

  it('requires text or a photo', async () => {
    const calls = stubApi({});
    renderSignedIn(<NewStoryDialog />);

    await userEvent.click(button('Share story'));

    expect(text()).toHaveAccessibleDescription('Add text or a photo.');
    expect(text()).toHaveFocus();
    expect(calls).toEqual([]);
  });

  it('shares text without a photo', async () => {
    const calls = stubApi({ 'POST /api/stories': [201, aStory({ text: 'Today', user: viewer, seen: true })] });
    renderSignedIn(<NewStoryDialog />);

    await userEvent.type(text(), ' Today ');
    await userEvent.click(button('Share story'));

    await screen.findAllByText('Story shared. It’s visible for 24 hours.');
    expect(calls[0]?.body).toEqual({ text: 'Today', audience_ids: [] });
  });

  it('keeps the text when the server refuses, and says why', async () => {
    stubApi({ 'POST /api/stories': [503, { message: 'The database is away.' }] });
    renderSignedIn(<NewStoryDialog />);

    await userEvent.type(text(), 'Today');
    await userEvent.click(button('Share story'));

    expect(await screen.findByRole('alert', { hidden: true })).toHaveTextContent('The database is away.');
    expect(text()).toHaveValue('Today');
  });
});
