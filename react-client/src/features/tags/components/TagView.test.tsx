import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { stubApi } from '../../../testing/api';
import { aPost } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import { reachEnd } from '../../../testing/scrolling';
import { TagView } from './TagView';

const LIST = 'GET /api/tags/%C3%A9t%C3%A9/posts?limit=24&comments=3';
const NEXT = '/api/tags/%C3%A9t%C3%A9/posts?limit=24&comments=3&before=5-7';
const [first, second] = [aPost({ id: 7, alt_text: 'Boats' }), aPost({ id: 6, alt_text: 'Hills' })];

it('shows the posts with the tag, page by page', async () => {
  stubApi({ [LIST]: [200, [first], { Link: `<${NEXT}>; rel="next"` }], [`GET ${NEXT}`]: [200, [second]] });
  renderSignedIn(<TagView tag="été" />);
  expect(screen.getByText('#été', { selector: 'h1' })).toBeVisible();
  expect((await screen.findByAltText('Boats')).closest('a')).toHaveAttribute('href', '/p/7');

  await reachEnd();

  expect((await screen.findByAltText('Hills')).closest('a')).toHaveAttribute('href', '/p/6');
  expect(screen.getByText('All 2 posts shown')).toHaveRole('status');
});

it('says that there are no posts with the tag', async () => {
  stubApi({ [LIST]: [200, []] });
  renderSignedIn(<TagView tag="été" />);

  expect(await screen.findByText('No posts with #été yet')).toBeVisible();
});

it.each(['2026', 'a b', 'a-b', '#sea'])('says that there is nothing at the address of %j, which is no tag', (tag) => {
  const calls = stubApi({});
  renderSignedIn(<TagView tag={tag} />);

  expect(screen.getByText('There’s nothing at this address')).toBeVisible();
  expect(calls).toEqual([]);
});
