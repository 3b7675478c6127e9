import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { reducesData } from '../../../lib/reducedData';
import { storedTheme } from '../../../lib/theme';
import { renderSignedIn } from '../../../testing/render';
import { AppearanceSettings } from './AppearanceSettings';

beforeEach(() => localStorage.clear());
afterEach(() => vi.stubGlobal('matchMedia', () => ({ matches: false })));

const reduced = () => screen.getByRole('checkbox', { name: 'Load less data' });

it('applies and keeps the chosen theme', async () => {
  renderSignedIn(<AppearanceSettings />);
  expect(screen.getByRole('radio', { name: 'As on this device' })).toBeChecked();

  await userEvent.click(screen.getByRole('radio', { name: 'Dark' }));

  expect(screen.getByRole('radio', { name: 'Dark' })).toBeChecked();
  expect(document.documentElement.dataset.theme).toBe('dark');
  expect(storedTheme()).toBe('dark');
});

it('turns reduced data on and off', async () => {
  renderSignedIn(<AppearanceSettings />);
  expect(reduced()).not.toBeChecked();

  await userEvent.click(reduced());
  expect(reducesData()).toBe(true);

  await userEvent.click(reduced());
  expect(reducesData()).toBe(false);
});

it('says so when the browser asks for reduced data', () => {
  vi.stubGlobal('matchMedia', (query: string) => ({ matches: query.includes('reduced-data') }));

  renderSignedIn(<AppearanceSettings />);

  expect(reduced()).toBeChecked();
  expect(reduced()).toBeDisabled();
  expect(reduced()).toHaveAccessibleDescription(/Your browser asks for this, so it is on/);
});
