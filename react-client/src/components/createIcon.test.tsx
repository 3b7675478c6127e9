import { render } from '@testing-library/react';
import { expect, it } from 'vitest';
import createIcon from './createIcon';

const Line = createIcon({ node: [['path', { d: 'M10 12h4' }]] });

it('draws the shapes in the style of the other icons, hidden from screen readers', () => {
  const icon = render(<Line />).container.querySelector('svg');

  expect(icon).toHaveAttribute('width', '24');
  expect(icon).toHaveAttribute('stroke-linecap', 'round');
  expect(icon).toHaveAttribute('aria-hidden', 'true');
  expect(icon?.querySelector('path')).toHaveAttribute('d', 'M10 12h4');
});

it('takes a size, and attributes that replace its own', () => {
  const icon = render(<Line size={28} strokeWidth={1.5} fill="currentColor" className="large" />).container.querySelector('svg');

  expect(icon).toHaveAttribute('height', '28');
  expect(icon).toHaveAttribute('stroke-width', '1.5');
  expect(icon).toHaveAttribute('fill', 'currentColor');
  expect(icon).toHaveClass('large');
});
