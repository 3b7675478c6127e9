import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { aPost } from '../testing/fixtures';
import { renderSignedIn } from '../testing/render';
import { PostGrid } from './PostGrid';

it('says how many photos a post has, if there are several', () => {
  const images = ['/1.jpg', '/2.jpg', '/3.jpg'].map((image_url) => ({ image_url, alt_text: null }));
  renderSignedIn(<PostGrid posts={[aPost({ alt_text: 'One' }), aPost({ alt_text: 'Three', images })]} />);

  const [one, three] = screen.getAllByRole('link');
  expect(one).not.toHaveAccessibleName(/photo/);
  expect(three).toHaveAccessibleName(/3 photos/);
});
