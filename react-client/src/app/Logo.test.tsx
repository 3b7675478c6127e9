import { render } from '@testing-library/react';
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { Logo } from './Logo';

/** The markup of an element. In tests, class names lack the name of their style sheet. */
function markup(element: Element | null): string | undefined {
  return element?.outerHTML.replace(/class="\w+?_/g, 'class="').replace(/>\s+</g, '><');
}

it('is in the page before the scripts have loaded', async () => {
  const page = new DOMParser().parseFromString(await readFile('index.html', 'utf8'), 'text/html');

  const { container } = render(<Logo />);

  expect(markup(page.querySelector('#root .Logo_logo'))).toBe(markup(container.firstElementChild));
});
