import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { afterNavigation, rememberPlaces } from '../../../lib/navigation/places';
import { later, stubApi } from '../../../testing/api';
import { aComment, aPost, aUser, viewer } from '../../../testing/fixtures';
import { renderSignedIn } from '../../../testing/render';
import { reachEnd, scrollToEnd } from '../../../testing/scrolling';
import { Feed } from './Feed';

const FEED = 'GET /api/posts?limit=10&comments=3';

describe('Feed', () => {
  it('shows a post with its author, image, likes, last comment and age', async () => {
    const post = aPost({ user: aUser({ first_name: 'Mei', last_name: 'Tanaka' }), likes: [{ id: 1, user_id: 2, post_id: 3 }] });
    post.comments = [aComment(post, { text: 'First' }), aComment(post, { text: 'Second' })];
    post.comments_count = 7;
    stubApi({ [FEED]: [200, [post]] });

    renderSignedIn(<Feed />);

    const article = within(await screen.findByRole('article', { name: /^Mei Tanaka @/ }));
    expect(article.getByRole('img', { name: 'Boats lying on mud' })).toHaveAttribute('src', post.image_url);
    expect(article.getByText('1 like')).toBeVisible();
    expect(article.getByText('2 h')).toBeVisible();
    expect(article.getByText('Second')).toBeVisible();
    expect(article.queryByText('First')).not.toBeInTheDocument();
    expect(article.getByRole('link', { name: 'View all 7 comments' })).toHaveAttribute('href', `/p/${post.id}#comments`);
  });

  it('marks a post that only some followers see', async () => {
    stubApi({ [FEED]: [200, [aPost({ has_audience: true }), aPost()]] });

    renderSignedIn(<Feed />);

    const marks = () =>
      screen.queryAllByRole('article').map((article) => within(article).queryByTitle('Only for some followers')?.textContent);
    await expect.poll(marks).toEqual(['Only for some followers', undefined]);
  });

  it('does not link to all comments if there is only one', async () => {
    const post = aPost();
    post.comments = [aComment(post)];
    post.comments_count = 1;
    stubApi({ [FEED]: [200, [post]] });

    renderSignedIn(<Feed />);

    expect(await screen.findByText('So beautiful!')).toBeVisible();
    expect(screen.queryByText(/View all/)).not.toBeInTheDocument();
  });

  it('loads the first image immediately and the others when they come near', async () => {
    stubApi({ [FEED]: [200, [aPost(), aPost(), aPost()]] });

    renderSignedIn(<Feed />);

    const loading = () => screen.getAllByRole('img').map((picture) => picture.getAttribute('loading'));
    await screen.findAllByRole('img');
    await expect.poll(loading).toEqual(['eager', 'lazy', 'lazy']);
  });

  it('shows the first post before the others', async () => {
    stubApi({ [FEED]: [200, Array.from({ length: 10 }, () => aPost())] });
    const amounts: number[] = [];
    const observer = new MutationObserver(() => amounts.push(screen.queryAllByRole('article').length));
    observer.observe(document.body, { childList: true, subtree: true });

    renderSignedIn(<Feed />);

    await expect.poll(() => amounts.at(-1)).toBe(10);
    observer.disconnect();
    expect(amounts.find((amount) => amount > 0)).toBe(1);
  });

  it('shows all posts together to a user who returns', () => {
    rememberPlaces();
    dispatchEvent(new PopStateEvent('popstate'));

    renderSignedIn(<Feed />, { feed: Array.from({ length: 10 }, () => aPost()) });

    expect(screen.getAllByRole('article')).toHaveLength(10);
    afterNavigation();
  });

  it('helps a user whose feed is empty', async () => {
    stubApi({ [FEED]: [200, []] });

    renderSignedIn(<Feed />);

    expect(await screen.findByRole('link', { name: 'Share a photo' })).toHaveAttribute('href', '/new');
    expect(screen.getByRole('link', { name: 'Find people to follow' })).toHaveAttribute('href', '/people');
  });

  it('says what went wrong and tries again on request', async () => {
    const answers: Parameters<typeof stubApi>[0] = { [FEED]: [500, { message: 'The disk is full.' }] };
    stubApi(answers);
    renderSignedIn(<Feed />);
    expect(await screen.findByRole('alert')).toHaveTextContent('The disk is full.');

    answers[FEED] = [200, [aPost()]];
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(await screen.findByRole('article')).toBeVisible();
  });

  it('shows no error on the way to the login page', async () => {
    const calls = stubApi({ [FEED]: [401, { message: 'Token has expired' }] });

    renderSignedIn(<Feed />);
    await screen.findByText('Loading posts…');
    await new Promise((resolve) => setTimeout(resolve));

    expect(calls).toHaveLength(1);
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  describe('with more posts than one page', () => {
    const NEXT = '/api/posts?limit=10&comments=3&before=5-7';
    const linked = { Link: `<${NEXT}>; rel="next"` };
    const older = aPost({ user: aUser({ first_name: 'Olga', last_name: 'Old' }) });
    const button = () => screen.queryByRole('button', { name: 'Show older posts' });
    const isComplete = () => screen.findByRole('button', { name: 'Show older posts' });

    it('loads more near the end, and shows no post twice', async () => {
      const first = [aPost(), aPost()];
      const calls = stubApi({ [FEED]: [200, first, linked], [`GET ${NEXT}`]: [200, [...first.slice(1), older]] });
      renderSignedIn(<Feed />);
      await isComplete();
      expect(calls).toHaveLength(1);

      await reachEnd();

      expect(await screen.findByRole('heading', { name: /^Olga Old @/ })).not.toHaveFocus();
      expect(screen.getAllByRole('article')).toHaveLength(3);
      expect(button()).not.toBeInTheDocument();
      expect(screen.getByText('All 3 posts shown')).toBeInTheDocument();
    });

    it('loads more with the button, and moves the focus to the first new post', async () => {
      const { answer, arrive } = later();
      stubApi({ [FEED]: [200, [aPost()], linked], [`GET ${NEXT}`]: answer });
      renderSignedIn(<Feed />);
      await isComplete();

      button()?.focus();
      await userEvent.keyboard('{Enter}');
      expect(await screen.findByText('Loading more posts…')).toHaveRole('status');
      arrive(200, [older]);

      expect(await screen.findByRole('heading', { name: /^Olga Old @/ })).toHaveFocus();
    });

    it('keeps changes that are made while a page loads', async () => {
      const { answer, arrive } = later();
      const liked = aPost({ caption: 'Liked' });
      stubApi({
        [FEED]: [200, [liked], linked],
        [`GET ${NEXT}`]: answer,
        'POST /api/posts/likes': [201, { id: 40, user_id: viewer.id, post_id: liked.id }],
      });
      renderSignedIn(<Feed />);
      await isComplete();
      const like = screen.getByRole('switch', { name: /^Like .*Liked/ });
      await reachEnd();

      await userEvent.click(like);
      arrive(200, [older]);

      await screen.findByRole('heading', { name: /^Olga Old @/ });
      expect(like).toBeChecked();
      await screen.findByText(/^You like/);
    });

    it('can like posts of every page', async () => {
      stubApi({
        [FEED]: [200, [aPost()], linked],
        [`GET ${NEXT}`]: [200, [older]],
        'POST /api/posts/likes': [201, { id: 41, user_id: viewer.id, post_id: older.id }],
      });
      renderSignedIn(<Feed />);
      await isComplete();
      await reachEnd();
      const like = await screen.findByRole('switch', { name: /^Like Olga Old/ });

      await userEvent.click(like);

      expect(like).toBeChecked();
      await screen.findByText(/^You like/);
    });

    it('keeps the posts when the next page fails, and tries again on request', async () => {
      const answers: Parameters<typeof stubApi>[0] = {
        [FEED]: [200, [aPost()], linked],
        [`GET ${NEXT}`]: [500, { message: 'The disk is full.' }],
      };
      const calls = stubApi(answers);
      renderSignedIn(<Feed />);
      await isComplete();
      await reachEnd();
      expect(await screen.findByRole('alert')).toHaveTextContent('The disk is full.');
      scrollToEnd();
      expect(calls).toHaveLength(2);

      answers[`GET ${NEXT}`] = [200, [older]];
      await userEvent.click(screen.getByRole('button', { name: 'Show older posts' }));

      expect(await screen.findByRole('heading', { name: /^Olga Old @/ })).toBeVisible();
      expect(screen.getAllByRole('article')).toHaveLength(2);
    });
  });
});
