import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { RemovedDetail } from '../../../lib/api/types';
import { RemovedDetails } from './RemovedDetails';

it.each<[RemovedDetail[], string]>([
  [[], ''],
  [['location'], 'Its location was removed.'],
  [['camera'], 'Camera details were removed.'],
  [['location', 'camera'], 'Location and camera details were removed.'],
])('of %j says "%s"', (removed, words) => {
  const { rerender } = render(<RemovedDetails state={{ stage: 'sending', preview: 'blob:a', part: 1 }} />);
  const status = screen.getByRole('status');
  expect(status).toBeEmptyDOMElement();

  rerender(<RemovedDetails state={{ stage: 'sent', preview: 'blob:a', removed }} />);

  expect(status).toHaveTextContent(words);
});
