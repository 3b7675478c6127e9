import { beforeEach, expect, it } from 'vitest';
import { applyTheme, chooseTheme, storedTheme } from './theme';

const barColours = () => [...document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')].map(({ media }) => media);

beforeEach(() => {
  localStorage.clear();
  document.head.innerHTML =
    '<meta name="theme-color" data-theme="light" content="#fff"><meta name="theme-color" data-theme="dark" content="#000">';
});

it('is that of the system until the user chooses another', () => {
  expect(storedTheme()).toBe('system');

  chooseTheme('dark');

  expect(storedTheme()).toBe('dark');
  expect(document.documentElement.dataset.theme).toBe('dark');
});

it('ignores a stored word that is no theme', () => {
  localStorage.setItem('photo-app.theme', 'purple');

  expect(storedTheme()).toBe('system');
});

it('also sets the colour of the browser’s bars', () => {
  applyTheme('dark');
  expect(barColours()).toEqual(['not all', '']);

  applyTheme('system');
  expect(barColours()).toEqual(['(prefers-color-scheme: light)', '(prefers-color-scheme: dark)']);
});
