import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { stubApi } from '../../../testing/api';
import { aPost, viewer } from '../../../testing/fixtures';
import { OnlyPost, renderSignedIn } from '../../../testing/render';
import { BookmarkButton } from '../../bookmarks/components/BookmarkButton';
import { LikeButton } from '../../likes/components/LikeButton';

const liked = aPost({ id: 7, likes: [{ id: 40, user_id: viewer.id, post_id: 7 }], current_user_like_id: 40 });

it('switches a refused bookmark off again, and leaves the like alone', async () => {
  stubApi({ 'POST /api/bookmarks': [404, { message: 'There is no such post.' }] });
  renderSignedIn(
    <OnlyPost>
      {(shown) => (
        <>
          <LikeButton post={shown} />
          <BookmarkButton post={shown} />
        </>
      )}
    </OnlyPost>,
    { feed: [liked] },
  );
  const bookmark = screen.getByRole('switch', { name: /^Bookmark/ });

  await userEvent.click(bookmark);

  await screen.findByText('The bookmark was not saved. There is no such post.');
  expect(bookmark).not.toBeChecked();
  expect(screen.getByRole('switch', { name: /^Like/ })).toBeChecked();
});
