/** The entry: sends the first API requests, and loads the application and the script of the address meanwhile. */
import { requestEarly } from '../lib/api/client';
import { firstRequests } from './firstRequests';
import { scriptsOf } from './scripts';
import '../styles/fonts.css';
import '../styles/tokens.css';
import '../styles/base.css';

requestEarly(firstRequests(location.pathname, history.state));
void import('./main');
for (const load of scriptsOf(location.pathname, history.state)) {
  // What fails to load is requested again when it is shown.
  load().catch(() => undefined);
}
