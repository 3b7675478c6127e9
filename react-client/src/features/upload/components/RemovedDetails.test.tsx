import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { RemovedDetail } from '../../../lib/api/types';
import { aPhoto } from '../../../testing/uploads';
import { UNEDITED } from '../photoEdit';
import { RemovedDetails } from './RemovedDetails';

it.each<[RemovedDetail[], string]>([
  [[], ''],
  [['location'], 'Its location was removed.'],
  [['camera'], 'Camera details were removed.'],
  [['location', 'camera'], 'Location and camera details were removed.'],
])('of %j says "%s"', (removed, words) => {
  const source = { original: aPhoto(), edit: UNEDITED };
  const { rerender } = render(<RemovedDetails state={{ stage: 'sending', source, preview: 'blob:a', part: 1 }} />);
  const status = screen.getByRole('status');
  expect(status).toBeEmptyDOMElement();

  rerender(<RemovedDetails state={{ stage: 'sent', source, preview: 'blob:a', removed, file: source.original }} />);

  expect(status).toHaveTextContent(words);
});
