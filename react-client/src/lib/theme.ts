/** Light or dark: as the system has it, or as the user chose for this browser. */
import { readStored, store } from './browserStorage';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORAGE_KEY = 'photo-app.theme';

export function storedTheme(): Theme {
  const stored = readStored('localStorage', STORAGE_KEY);
  return THEMES.find((theme) => theme === stored) ?? 'system';
}

/** Applies a theme, and keeps it for the next visits. */
export function chooseTheme(theme: Theme): void {
  applyTheme(theme);
  store('localStorage', STORAGE_KEY, theme);
}

/** The style sheet `tokens.css` does the rest. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  // The colour of the browser's own bars. By default, each element is for one theme of the system.
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[data-theme]')) {
    const own = meta.dataset.theme;
    meta.media = theme === 'system' ? `(prefers-color-scheme: ${own})` : own === theme ? '' : 'not all';
  }
}
