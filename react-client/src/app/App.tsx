import { useEffect, useEffectEvent, useReducer, useState } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { ErrorBoundary } from '../components/ErrorBoundary';
import { OutageBoundary } from '../components/OutageBoundary';
import { StatusRegion } from '../components/StatusRegion';
import { FeedView } from '../features/feed/components/FeedView';
import { useCurrentUser } from '../features/session/api/currentUser';
import { rememberViewer } from '../features/session/lastViewer';
import { openDrafts } from '../lib/drafts/draftStore';
import { returnTo } from '../lib/navigation/places';
import { dialogAt, isDialogPath, opensPost, viewBehind, parsePostPath, parseTagPath, parseUserPath, paths } from '../lib/navigation/routes';
import { text } from '../lib/text';
import styles from './App.module.css';
import { AppRouter } from './AppRouter';
import { Dialogs } from './Dialogs';
import { NavBar } from './NavBar';
import { preloadLater } from './preload';
import {
  AfterStart,
  BookmarksView,
  FindUsersView,
  FollowersView,
  FollowingView,
  NotificationsView,
  OtherView,
  OwnProfileView,
  SettingsView,
  TagView,
  UserProfileView,
} from './views';

/** As in the styles of dialogs. */
const PHONE = '(width < 48rem)';

export function App() {
  return (
    <AppRouter>
      <Frame />
    </AppRouter>
  );
}

/**
 * The view of the current address, and the dialog over it if the address names one. A post whose address was opened directly
 * loads and appears before the view under it.
 */
function Frame() {
  const [path] = useLocation();
  const view = viewBehind(path, history.state);
  const profile = parseUserPath(view);
  const tagged = parseTagPath(view);
  const { id: viewerId, username } = useCurrentUser().data ?? {};

  useEffect(() => {
    if (viewerId === undefined) return;
    openDrafts(viewerId);
    returnTo(viewerId);
  }, [viewerId]);
  useEffect(() => {
    if (username !== undefined) rememberViewer(username);
  }, [username]);
  const [postFirst, setPostFirst] = useState(() => opensPost(path, history.state));
  const [hasTime, setHasTime] = useState(false);
  if (postFirst && (!parsePostPath(path) || (hasTime && !fillsScreen(path)))) setPostFirst(false);

  return (
    <>
      <a href="#main" className={`button primary ${styles.skip}`}>
        {text.skipToContent}
      </a>
      <NavBar view={view} />
      <main id="main" className={styles.main} tabIndex={-1}>
        {!postFirst && (
          <ErrorBoundary key={view}>
            <OutageBoundary>
              <Switch location={view}>
                <Route path={paths.feed} component={FeedView} />
                <Route path={paths.bookmarks} component={BookmarksView} />
                <Route path={paths.people} component={FindUsersView} />
                <Route path={paths.following} component={FollowingView} />
                <Route path={paths.followers} component={FollowersView} />
                <Route path={paths.notifications} component={NotificationsView} />
                <Route path={paths.profile} component={OwnProfileView} />
                <Route path={`${paths.settings}/:section?`} component={SettingsView} />
                {profile && (
                  <Route>
                    <UserProfileView username={profile.username} />
                  </Route>
                )}
                {tagged && (
                  <Route>
                    <TagView tag={tagged.tag} />
                  </Route>
                )}
                <Route component={OtherView} />
              </Switch>
            </OutageBoundary>
          </ErrorBoundary>
        )}
      </main>
      <Dialogs path={path} />
      <Later onStart={() => setHasTime(postFirst)} />
      {!isDialogPath(path) && <StatusRegion />}
    </>
  );
}

/** Whether a post leaves nothing of the view under it to be seen. */
function fillsScreen(path: string): boolean {
  return dialogAt(path) === 'view' && matchMedia(PHONE).matches;
}

/** What can wait until the view is there. A component of its own, so that it does not render the view again. */
function Later({ onStart }: { onStart: () => void }) {
  const [started, start] = useReducer(() => true, false);
  const onStarted = useEffectEvent(onStart);
  useEffect(
    () =>
      preloadLater(() => {
        start();
        onStarted();
      }),
    [],
  );
  return started && <AfterStart />;
}
