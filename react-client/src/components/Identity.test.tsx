import { render } from '@testing-library/react';
import { expect, it } from 'vitest';
import { aUser } from '../testing/fixtures';
import { Identity } from './Identity';

it('is the name and the username', () => {
  const { container } = render(<Identity user={aUser({ first_name: 'Mei', last_name: 'Tanaka', username: 'mei' })} />);

  expect(container).toHaveTextContent('Mei Tanaka @mei');
});

it('is the username alone for a user without a name', () => {
  const { container } = render(<Identity user={aUser({ first_name: '', last_name: ' ', username: 'mei' })} />);

  expect(container).toHaveTextContent(/^@mei$/);
});
