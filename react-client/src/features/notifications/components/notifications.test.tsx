import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { notificationKeys } from '../../../lib/api/queryKeys';
import type { Notification } from '../../../lib/api/types';
import { changes, later, stubApi } from '../../../testing/api';
import { aUser } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import { reachEnd } from '../../../testing/scrolling';
import { NotificationEntry } from './NotificationEntry';
import { NotificationsView } from './NotificationsView';
import { UnseenCount } from './UnseenCount';
import { WatchNotifications } from './WatchNotifications';

const LIST = 'GET /api/notifications?limit=30';
const COUNT = 'GET /api/notifications/count';
const SEEN = 'POST /api/notifications/seen';

const [ada, ben, cy, dora] = ['Ada', 'Ben', 'Cy', 'Dora'].map((name) =>
  aUser({ first_name: name, last_name: '', username: name.toLowerCase() }),
) as [ReturnType<typeof aUser>, ...ReturnType<typeof aUser>[]];

let lastId = 0;
function aNotification(fields: Partial<Notification> = {}): Notification {
  const actors = fields.actors ?? [ada];
  return {
    id: `like-${++lastId}-2461376`,
    kind: 'like',
    actors,
    actors_count: actors.length,
    post_id: 7,
    created_at: new Date(Date.now() - 49 * 3_600_000).toISOString(),
    seen: false,
    ...fields,
  };
}

const region = async (name: string) => within(await screen.findByRole('region', { name }));

describe('an entry', () => {
  const noPost = { post_id: undefined };
  const actors = [ada, ben, cy, dora] as Notification['actors'];
  it.each<[string, string, Partial<Notification>]>([
    ['Ada liked your photo', '/p/7', {}],
    ['Ada and Ben liked your photo', '/p/7', { actors: actors.slice(0, 2) }],
    ['Ada, Ben and Cy liked your photo', '/p/7', { actors: actors.slice(0, 3) }],
    ['Ada, Ben and 3 others liked your photo', '/p/7', { actors: actors.slice(0, 3), actors_count: 5 }],
    ['Ada commented on your photo', '/p/7#comment-9', { kind: 'comment', comment_id: 9 }],
    ['Ada mentioned you', '/p/7', { kind: 'mention' }],
    ['Ada replied to you', '/p/7#comment-9', { kind: 'reply', comment_id: 9 }],
    ['Ada liked your comment', '/p/7#comment-9', { kind: 'comment_like', comment_id: 9 }],
    ['Ada started following you', '/u/ada', { kind: 'follow', ...noPost }],
    ['Ada and Ben started following you', '/followers', { kind: 'follow', actors: actors.slice(0, 2), ...noPost }],
    ['Ada asks to follow you', '/followers', { kind: 'follow_request', ...noPost }],
    ['Ada and Ben ask to follow you', '/followers', { kind: 'follow_request', actors: actors.slice(0, 2), ...noPost }],
    ['Your request to follow Ada was accepted', '/u/ada', { kind: 'follow_accepted', ...noPost }],
    [
      'Your requests to follow Ada and Ben were accepted',
      '/following',
      { kind: 'follow_accepted', actors: actors.slice(0, 2), ...noPost },
    ],
    ['A new report is waiting for the moderators', '/admin/reports', { kind: 'report', actors: [], actors_count: 0, ...noPost }],
  ])('“%s” leads to %s', (sentence, target, fields) => {
    renderSignedIn(<NotificationEntry notification={aNotification({ ...fields, seen: true })} />);

    expect(screen.getByRole('link', { name: new RegExp(`^${sentence} 2 d$`) })).toHaveAttribute('href', target);
  });

  it('shows the beginning of the comment and the photo', () => {
    const photo = { image_url: '/static/demo/posts/08.svg', alt_text: 'Fog over a lake' };
    renderSignedIn(<NotificationEntry notification={aNotification({ kind: 'reply', comment_id: 9, text: 'So true', ...photo })} />);

    const entry = screen.getByRole('link', { name: /^New Ada replied to you 2 d\s*So true\s*Fog over a lake$/ });
    expect(within(entry).getByRole('img', { name: 'Fog over a lake' })).toHaveAttribute('src', photo.image_url);
  });

  it('of a notice opens it', async () => {
    const notice = {
      id: 3,
      decision: 'user_warned',
      subject_kind: 'comment',
      subject_id: 7,
      warning: 'Please be kind.',
      text: '',
      created_at: '2026-11-30T08:00:00Z',
    };
    stubApi({ 'GET /api/notices': [200, [notice]] });
    renderSignedIn(
      <NotificationEntry notification={aNotification({ kind: 'notice', actors: [], actors_count: 0, post_id: undefined })} />,
    );

    await userEvent.click(screen.getByRole('button', { name: /The moderators sent you a message/ }));

    expect(await screen.findByText('Please be kind.')).toBeVisible();
  });
});

describe('the view', () => {
  it('separates what is new, marks all as seen, and keeps what was new until it is left', async () => {
    const [fresh, old] = [aNotification(), aNotification({ actors: [ben ?? ada], seen: true })];
    const answers: Parameters<typeof stubApi>[0] = {
      [COUNT]: [200, { unseen: 1 }],
      [LIST]: [200, [fresh, old]],
      [SEEN]: [200, { unseen: 0 }],
    };
    const calls = stubApi(answers);
    const client = renderSignedIn(
      <>
        <UnseenCount />
        <NotificationsView />
      </>,
    );

    expect((await region('New')).getAllByRole('link')).toHaveLength(1);
    expect((await region('Earlier')).getByRole('link')).toHaveAccessibleName(/^Ben liked/);
    await waitFor(() => expect(changes(calls)).toEqual(['POST /api/notifications/seen']));
    await waitFor(() => expect(client.getQueryData(notificationKeys.unseen)).toEqual({ unseen: 0 }));

    // For the server, it is seen now.
    answers[LIST] = [200, [{ ...fresh, actors: [ada, cy ?? ada], actors_count: 2, seen: true }, old]];
    await client.refetchQueries({ queryKey: notificationKeys.list });
    expect((await region('New')).getByRole('link')).toHaveAccessibleName(/^New Ada and Cy liked/);
    expect(changes(calls)).toHaveLength(1);

    cleanup();
    const seen = client.getQueryData<{ pages: { items: Notification[] }[] }>(notificationKeys.list)?.pages[0]?.items;
    expect(seen?.map((notification) => notification.seen)).toEqual([true, true]);
  });

  it('keeps the number when they could not be marked as seen', async () => {
    const calls = stubApi({
      [COUNT]: [200, { unseen: 1 }],
      [LIST]: [200, [aNotification()]],
      [SEEN]: [503, { message: 'Busy.' }],
    });
    renderSignedIn(
      <>
        <UnseenCount />
        <WatchNotifications />
        <NotificationsView />
      </>,
    );

    await region('New');
    await waitFor(() => expect(changes(calls)).not.toEqual([]));
    expect(await screen.findByText('1 unseen')).toBeInTheDocument();
  });

  it('also marks as new what follows on the next page', async () => {
    const seen = (amount: number) => Array.from({ length: amount }, () => aNotification({ seen: true }));
    const { answer, arrive } = later();
    const answers: Parameters<typeof stubApi>[0] = {
      [COUNT]: [200, { unseen: 3 }],
      [LIST]: answer,
      [SEEN]: [200, { unseen: 0 }],
      // By now, the server has them all as seen.
      'GET /api/notifications?before=x': [200, seen(2)],
    };
    const calls = stubApi(answers);
    renderSignedIn(
      <>
        <WatchNotifications />
        <UnseenCount />
        <NotificationsView />
      </>,
    );
    await screen.findByText('3 unseen');
    arrive(200, [aNotification(), aNotification()], { Link: '</api/notifications?before=x>; rel="next"' });
    await region('New');
    await waitFor(() => expect(screen.queryByText('3 unseen')).not.toBeInTheDocument());
    expect(changes(calls)).toEqual(['POST /api/notifications/seen']);

    await reachEnd();

    expect(await (await region('Earlier')).findAllByRole('link')).toHaveLength(1);
    expect((await region('New')).getAllByRole('link')).toHaveLength(3);
    expect(screen.getByText('All 4 notifications shown')).toBeInTheDocument();
  });

  it('loads what arrives while it is open', async () => {
    const answers: Parameters<typeof stubApi>[0] = {
      [COUNT]: [200, { unseen: 0 }],
      [LIST]: [200, [aNotification({ seen: true })]],
      [SEEN]: [200, { unseen: 0 }],
    };
    const calls = stubApi(answers);
    const client = renderSignedIn(<NotificationsView />);
    await region('Earlier');
    expect(changes(calls)).toEqual([]);

    answers[LIST] = [200, [aNotification({ actors: [ben ?? ada] })]];
    client.setQueryData(notificationKeys.unseen, { unseen: 1 });

    expect((await region('New')).getByRole('link')).toHaveAccessibleName(/^New Ben liked/);
    await waitFor(() => expect(changes(calls)).toEqual(['POST /api/notifications/seen']));
  });

  it('says what appears here if there are none', async () => {
    const calls = stubApi({ [LIST]: [200, []] });
    renderSignedIn(<NotificationsView />);

    expect(await screen.findByText('No notifications yet')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Choose notifications' })).toHaveAttribute('href', '/settings/notifications');
    expect(changes(calls)).toEqual([]);
  });

  it('says so when it cannot be loaded', async () => {
    stubApi({ [LIST]: [500, { message: 'The disk is full.' }] });
    renderSignedIn(<NotificationsView />);

    expect(await screen.findByText('Couldn’t load your notifications')).toBeVisible();
  });
});
