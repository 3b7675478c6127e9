import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { stubApi } from '../testing/api';
import { renderSignedIn } from '../testing/render';
import { Dialogs, dialogsOnDemand } from './Dialogs';

it('opens a dialog at once if its script has been loaded in advance', async () => {
  await Promise.all(dialogsOnDemand.map(({ preload }) => preload()));
  stubApi({});

  renderSignedIn(<Dialogs path="/new" />);

  expect(screen.getByRole('heading', { name: 'New post', hidden: true })).toBeInTheDocument();
});
