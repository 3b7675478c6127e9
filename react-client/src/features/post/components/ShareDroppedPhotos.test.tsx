import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { Route } from 'wouter';
import { renderSignedIn } from '../../../testing/render';
import { aPhoto, stubUploads } from '../../../testing/uploads';
import NewPostDialog from './NewPostDialog';
import { ShareDroppedPhotos } from './ShareDroppedPhotos';

const photos = [aPhoto('a.jpg'), aPhoto('b.jpg'), aPhoto('notes.pdf', 'application/pdf')];

it('opens the form with photos that are dropped on a view, and names files that it does not take', async () => {
  const uploads = stubUploads();
  renderSignedIn([<ShareDroppedPhotos key="1" />, <Route key="2" path="/new" component={NewPostDialog} />]);
  fireEvent.dragOver(document.body, { dataTransfer: { types: ['Files'] } });
  expect(screen.getByText('Drop photos to share them')).toBeVisible();

  fireEvent.drop(document.body, { dataTransfer: { files: photos } });

  expect(await screen.findByRole('dialog', { name: 'New post' })).toBeVisible();
  expect(screen.queryByText('Drop photos to share them')).not.toBeInTheDocument();
  expect(await screen.findByRole('group', { name: /^Photo 3 of 3/ })).toHaveAccessibleDescription(/^notes\.pdf: This file type/);
  expect(uploads.all.map(({ file }) => file?.name)).toEqual(['a.jpg', 'b.jpg']);
});

it('leaves photos to a form that is open', async () => {
  const uploads = stubUploads();
  history.replaceState(null, '', '/new');
  renderSignedIn([<Route key="2" path="/new" component={NewPostDialog} />, <ShareDroppedPhotos key="1" />]);
  fireEvent.dragOver(document.body, { dataTransfer: { types: ['Files'] } });
  expect(screen.getByText('Drop photos to add them')).toBeVisible();

  fireEvent.drop(document.body, { dataTransfer: { files: [aPhoto('a.jpg')] } });
  fireEvent.paste(document.body, { clipboardData: { types: ['Files'], files: [aPhoto('b.jpg')] } });

  await waitFor(() => expect(uploads.all.map(({ file }) => file?.name)).toEqual(['a.jpg', 'b.jpg']));
});
