/** The entry: sends the first API requests, and loads the application while they run. */
import { requestEarly } from '../lib/api/client';
import { firstRequests } from './firstRequests';
import '../styles/fonts.css';
import '../styles/tokens.css';
import '../styles/base.css';

requestEarly(firstRequests(location.pathname, history.state));
void import('./main');
