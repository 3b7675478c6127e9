/** The entry: sends the first API requests, and loads the application, the script of the address and the first photo meanwhile. */
import { requestEarly } from '../lib/api/client';
import { loadFirstImage } from './firstImage';
import { firstRequests } from './firstRequests';
import { scriptsOf } from './scripts';
import '../styles/fonts.css';
import '../styles/tokens.css';
import '../styles/base.css';

requestEarly(firstRequests(location.pathname, history.state));
loadFirstImage(location.pathname);
void import('./main');
for (const load of scriptsOf(location.pathname, history.state)) {
  // What fails to load is requested again when it is shown.
  load().catch(() => undefined);
}
