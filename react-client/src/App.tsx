import { lazy, Suspense, useEffect } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import styles from './App.module.css';
import { rememberViewer } from './api/lastViewer';
import { useProfile } from './api/people';
import { ErrorBoundary } from './components/ErrorBoundary';
import { NavBar } from './components/NavBar';
import { StatusRegion } from './components/StatusRegion';
import { Dialogs, preloadDialogs } from './dialogs/Dialogs';
import { openDrafts } from './drafts/draftStore';
import { AppRouter } from './navigation/AppRouter';
import { returnTo } from './navigation/places';
import { isDialogPath, pageBehind, parsePersonPath, paths } from './navigation/routes';
import { FeedView } from './views/FeedView';

const BookmarksView = lazy(async () => ({ default: (await import('./views/BookmarksView')).BookmarksView }));
const FollowingView = lazy(async () => ({ default: (await import('./views/FollowingView')).FollowingView }));
const FollowersView = lazy(async () => ({ default: (await import('./views/FollowersView')).FollowersView }));
const PeopleView = lazy(async () => ({ default: (await import('./views/PeopleView')).PeopleView }));
const PersonView = lazy(async () => ({ default: (await import('./views/PersonView')).PersonView }));
const ProfileView = lazy(async () => ({ default: (await import('./views/ProfileView')).ProfileView }));
const SettingsView = lazy(async () => ({ default: (await import('./views/SettingsView')).SettingsView }));
const NotFoundView = lazy(async () => ({ default: (await import('./views/NotFoundView')).NotFoundView }));

export function App() {
  return (
    <AppRouter>
      <Frame />
    </AppRouter>
  );
}

/** The page of the current address, and over it the dialog, if the address is that of one. */
function Frame() {
  const [path] = useLocation();
  const page = pageBehind(path, history.state);
  const person = parsePersonPath(page);
  const { id: viewerId, username } = useProfile().data ?? {};

  useEffect(() => {
    if (viewerId === undefined) return;
    openDrafts(viewerId);
    returnTo(viewerId);
  }, [viewerId]);
  useEffect(() => {
    if (username !== undefined) rememberViewer(username);
  }, [username]);
  useEffect(preloadDialogs, []);

  return (
    <>
      <a href="#main" className={`button primary ${styles.skip}`}>
        Skip to content
      </a>
      <NavBar page={page} />
      <main id="main" className={styles.main} tabIndex={-1}>
        <ErrorBoundary key={page}>
          <Suspense>
            <Switch location={page}>
              <Route path={paths.feed} component={FeedView} />
              <Route path={paths.bookmarks} component={BookmarksView} />
              <Route path={paths.people} component={PeopleView} />
              <Route path={paths.following} component={FollowingView} />
              <Route path={paths.followers} component={FollowersView} />
              <Route path={paths.profile} component={ProfileView} />
              <Route path={paths.settings} component={SettingsView} />
              {person && (
                <Route>
                  <PersonView username={person.username} />
                </Route>
              )}
              <Route component={NotFoundView} />
            </Switch>
          </Suspense>
        </ErrorBoundary>
      </main>
      <Dialogs path={path} />
      {!isDialogPath(path) && <StatusRegion />}
    </>
  );
}
