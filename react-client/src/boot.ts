/** The entry: sends the first API calls, then loads the application beside them. */
import { requestEarly } from './api/client';
import { firstRequests } from './api/firstRequests';
import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';

requestEarly(firstRequests(location.pathname, history.state));
void import('./main');
