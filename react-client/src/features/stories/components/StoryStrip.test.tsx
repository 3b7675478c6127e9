import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { stubApi } from '../../../testing/api';
import { aStory, aUser, viewer } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import { StoryStrip } from './StoryStrip';

it('names and colours users with unseen stories, who come first, and links to the first unseen story', async () => {
  const [ada, ben] = [aUser({ username: 'ada' }), aUser({ username: 'ben' })];
  const stories = [
    aStory({ id: 5, user: ada, seen: true }),
    aStory({ id: 4, user: ben }),
    aStory({ id: 3, user: ben, seen: true }),
    aStory({ id: 2, user: viewer, seen: true }),
  ];
  stubApi({ 'GET /api/stories': [200, stories] });
  renderSignedIn(<StoryStrip />);
  await screen.findByText('@ben');

  const links = screen.getAllByRole('link').slice(1);
  expect(links.map((link) => [link.querySelector('.name')?.textContent, link.getAttribute('href'), link.querySelector('.unseen') !== null])).toEqual([
    ['Story by Vera Viewer @vera', '/stories/2', false],
    ['New story by Ana Ruiz @ben', '/stories/4', true],
    ['Story by Ana Ruiz @ada', '/stories/5', false],
  ]);
});
