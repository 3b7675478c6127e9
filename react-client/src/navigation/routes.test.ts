import { describe, expect, it } from 'vitest';
import { firstRequests } from '../api/firstRequests';
import { rememberViewer } from '../api/lastViewer';
import { isDialogPath, pageBehind, parsePersonPath, parsePostPath } from './routes';

describe('parsePostPath', () => {
  it.each([
    ['/p/7', { id: 7, dialog: 'view' }],
    ['/p/7/edit', { id: 7, dialog: 'edit' }],
    ['/p/7/', { id: 7, dialog: 'view' }],
  ])('reads %s', (path, parsed) => {
    expect(parsePostPath(path)).toEqual(parsed);
  });

  it.each(['/p/0', '/p/-1', '/p/abc', '/p/7/other', '/p/', '/p/99999999999'])('does not take %s for a post', (path) => {
    expect(parsePostPath(path)).toBeUndefined();
    expect(isDialogPath(path)).toBe(false);
  });
});

describe('parsePersonPath', () => {
  it.each([
    ['/u/zoe', 'zoe'],
    ['/u/zo%C3%AB/', 'zoë'],
    ['/u/100%', '100%'],
  ])('reads %s', (path, username) => {
    expect(parsePersonPath(path)).toEqual({ username });
  });

  it.each(['/u/', '/u/a/b', '/users/zoe'])('does not take %s for somebody’s page', (path) => {
    expect(parsePersonPath(path)).toBeUndefined();
  });
});

describe('pageBehind', () => {
  it('is the page a dialog was opened from, and the feed for a shared address', () => {
    expect(pageBehind('/p/7', { key: 'k', behind: '/bookmarks', pageDistance: 1 })).toBe('/bookmarks');
    expect(pageBehind('/p/7', null)).toBe('/');
    expect(pageBehind('/bookmarks/', null)).toBe('/bookmarks');
  });
});

describe('firstRequests', () => {
  it('asks for everything the feed shows at once', () => {
    expect(firstRequests('/', null)).toEqual(['/api/profile', '/api/posts?limit=10&comments=3', '/api/stories', '/api/suggestions']);
  });

  it('asks for the posts of whoever was signed in in this tab before', () => {
    expect(firstRequests('/profile', null)).toEqual(['/api/profile', '/api/following', '/api/followers']);

    rememberViewer('ada');

    expect(firstRequests('/profile', null)).toContain('/api/users/ada/posts?limit=24&comments=3');
  });

  it('adds the post of a dialog, and its comments where they are shown', () => {
    expect(firstRequests('/p/7', null).slice(-2)).toEqual(['/api/posts/7?comments=3', '/api/posts/7/comments?limit=20']);
    expect(firstRequests('/p/7/edit', null).at(-1)).toBe('/api/posts/7?comments=3');
  });

  it('asks who the person of a page is', () => {
    expect(firstRequests('/u/zo%C3%AB', null)).toEqual(['/api/profile', '/api/users/zo%C3%AB']);
  });
});
