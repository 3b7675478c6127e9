/** A script of its own, which the browser runs before it paints: otherwise, the theme of the system would flash. */
import { applyTheme, storedTheme } from '../lib/theme';

applyTheme(storedTheme());
// The user may choose another theme in another tab.
addEventListener('storage', () => applyTheme(storedTheme()));
