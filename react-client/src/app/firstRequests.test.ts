import { describe, expect, it } from 'vitest';
import { rememberViewer } from '../features/session/lastViewer';
import { endpoints } from '../lib/api/endpoints';
import { firstRequests } from './firstRequests';

describe('firstRequests', () => {
  it('asks for everything the feed shows at once', () => {
    expect(firstRequests('/', null)).toEqual(['/api/profile', '/api/posts?limit=10&comments=3', '/api/stories', '/api/suggestions']);
  });

  it('asks for the posts and the counts of the user who was last signed in in this tab', () => {
    expect(firstRequests('/profile', null)).toEqual(['/api/profile']);

    rememberViewer('ada');

    expect(firstRequests('/profile', null).slice(1)).toEqual(['/api/users/ada/posts?limit=24&comments=3', '/api/users/ada']);
  });

  it('asks only for a post that was opened directly, and for its comments where they are shown', () => {
    expect(firstRequests('/p/7', null)).toEqual(['/api/profile', '/api/posts/7?comments=3', '/api/posts/7/comments?limit=20']);
    expect(firstRequests('/p/7/edit', null)).toEqual(['/api/profile', '/api/posts/7?comments=3']);
  });

  it('also asks for the feed, whose photos the viewer shows', () => {
    expect(firstRequests('/p/7/photos/2', null)).toEqual(['/api/profile', '/api/posts/7?comments=3', ...firstRequests('/', null).slice(1)]);
  });

  it('also asks for the view under a dialog that was opened from it', () => {
    expect(firstRequests('/p/7/edit', { key: 'a', behind: '/bookmarks', viewDistance: 1 })).toEqual([
      '/api/profile',
      '/api/posts/7?comments=3',
      endpoints.bookmarkList,
    ]);
  });

  it('asks for the user of a profile', () => {
    expect(firstRequests('/u/zo%C3%AB', null)).toEqual(['/api/profile', '/api/users/zo%C3%AB']);
  });

  it('asks for the notifications', () => {
    expect(firstRequests('/notifications', null)).toEqual(['/api/profile', '/api/notifications?limit=30']);
  });

  it('asks for the posts with a tag', () => {
    expect(firstRequests('/tags/%C3%A9t%C3%A9', null)).toEqual(['/api/profile', '/api/tags/%C3%A9t%C3%A9/posts?limit=24&comments=3']);
  });

  it('asks who likes a post, and whom the viewer follows', () => {
    expect(firstRequests('/p/7/likes', null).slice(-2)).toEqual(['/api/posts/7/likes?limit=20', '/api/following']);
  });
});
