import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { stubApi } from '../testing/api';
import { aComment, aPost, aUser } from '../testing/fixtures';
import { renderSignedIn } from '../testing/render';
import { Posts } from './Posts';

const FEED = 'GET /api/posts?limit=20';

describe('Posts', () => {
  it('shows a post with its author, picture, likes, last comment and time', async () => {
    const post = aPost({ user: aUser({ first_name: 'Mei', last_name: 'Tanaka' }), likes: [{ id: 1, user_id: 2, post_id: 3 }] });
    post.comments = [aComment(post, { text: 'First' }), aComment(post, { text: 'Second' })];
    stubApi({ [FEED]: [200, [post]] });

    renderSignedIn(<Posts />);

    const article = within(await screen.findByRole('article', { name: 'Mei Tanaka' }));
    expect(article.getByRole('img', { name: 'Boats lying on mud' })).toHaveAttribute('src', post.image_url);
    expect(article.getByText('1 like')).toBeVisible();
    expect(article.getByText('2 hours ago')).toBeVisible();
    expect(article.getByText('Second')).toBeVisible();
    expect(article.queryByText('First')).not.toBeInTheDocument();
    expect(article.getByRole('link', { name: 'View all 2 comments' })).toHaveAttribute('href', `/p/${post.id}`);
  });

  it('does not offer to view all of a single comment', async () => {
    const post = aPost();
    post.comments = [aComment(post)];
    stubApi({ [FEED]: [200, [post]] });

    renderSignedIn(<Posts />);

    expect(await screen.findByText('So beautiful!')).toBeVisible();
    expect(screen.queryByText(/View all/)).not.toBeInTheDocument();
  });

  it('loads the first pictures at once and the others when they come near', async () => {
    stubApi({ [FEED]: [200, [aPost(), aPost(), aPost()]] });

    renderSignedIn(<Posts />);

    const pictures = await screen.findAllByRole('img');
    expect(pictures.map((picture) => picture.getAttribute('loading'))).toEqual(['eager', 'eager', 'lazy']);
  });

  it('helps somebody whose feed is empty', async () => {
    stubApi({ [FEED]: [200, []] });

    renderSignedIn(<Posts />);

    expect(await screen.findByRole('link', { name: 'Share a photo' })).toHaveAttribute('href', '/new');
    expect(screen.getByRole('link', { name: 'Find people to follow' })).toHaveAttribute('href', '/following');
  });

  it('says what went wrong and tries again when asked', async () => {
    const answers: Parameters<typeof stubApi>[0] = { [FEED]: [500, { message: 'The disk is full.' }] };
    stubApi(answers);
    renderSignedIn(<Posts />);
    expect(await screen.findByRole('alert')).toHaveTextContent('The disk is full.');

    answers[FEED] = [200, [aPost()]];
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(await screen.findByRole('article')).toBeVisible();
  });

  it('complains about nothing on the way to the login page', async () => {
    const calls = stubApi({ [FEED]: [401, { message: 'Token has expired' }] });

    renderSignedIn(<Posts />);
    await screen.findByText('Loading posts…');
    await new Promise((resolve) => setTimeout(resolve));

    expect(calls).toHaveLength(1);
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('asks for older posts and continues reading at the first of them', async () => {
    const twenty = Array.from({ length: 20 }, () => aPost());
    const older = aPost({ user: aUser({ first_name: 'Olga', last_name: 'Old' }) });
    stubApi({ [FEED]: [200, twenty], 'GET /api/posts?limit=50': [200, [...twenty, older]] });
    renderSignedIn(<Posts />);

    await userEvent.click(await screen.findByRole('button', { name: 'Show older posts' }));

    expect(await screen.findByRole('heading', { name: 'Olga Old' })).toHaveFocus();
    expect(screen.queryByRole('button', { name: 'Show older posts' })).not.toBeInTheDocument();
  });
});
