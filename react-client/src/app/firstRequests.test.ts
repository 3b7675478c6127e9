import { describe, expect, it } from 'vitest';
import { rememberViewer } from '../features/session/lastViewer';
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

  it('adds the post of a dialog, and its comments where they are shown', () => {
    expect(firstRequests('/p/7', null).slice(-2)).toEqual(['/api/posts/7?comments=3', '/api/posts/7/comments?limit=20']);
    expect(firstRequests('/p/7/edit', null).at(-1)).toBe('/api/posts/7?comments=3');
    expect(firstRequests('/p/7/photos/2', null).at(-1)).toBe('/api/posts/7?comments=3');
  });

  it('asks for the user of a profile', () => {
    expect(firstRequests('/u/zo%C3%AB', null)).toEqual(['/api/profile', '/api/users/zo%C3%AB']);
  });

  it('asks for the posts with a tag', () => {
    expect(firstRequests('/tags/%C3%A9t%C3%A9', null)).toEqual(['/api/profile', '/api/tags/%C3%A9t%C3%A9/posts?limit=24&comments=3']);
  });

  it('asks who likes a post, and whom the viewer follows', () => {
    expect(firstRequests('/p/7/likes', null).slice(-2)).toEqual(['/api/posts/7/likes?limit=20', '/api/following']);
  });
});
