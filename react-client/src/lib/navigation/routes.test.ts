import { describe, expect, it } from 'vitest';
import { isDialogPath, parsePhotoPath, parsePostPath, parseSharePath, parseTagPath, paths, parseUserPath, viewBehind } from './routes';

describe('parsePostPath', () => {
  it.each([
    ['/p/7', { id: 7, dialog: 'view' }],
    ['/p/7/edit', { id: 7, dialog: 'edit' }],
    ['/p/7/', { id: 7, dialog: 'view' }],
    [paths.likes(7), { id: 7, dialog: 'likes' }],
  ])('reads %s', (path, parsed) => {
    expect(parsePostPath(path)).toEqual(parsed);
  });

  it.each(['/p/0', '/p/-1', '/p/abc', '/p/7/other', '/p/', '/p/99999999999'])('does not take %s for a post', (path) => {
    expect(parsePostPath(path)).toBeUndefined();
    expect(isDialogPath(path)).toBe(false);
  });
});

describe('parsePhotoPath', () => {
  it('reads the address of a photo', () => {
    expect(parsePhotoPath(paths.photo(7, 10))).toEqual({ postId: 7, number: 10 });
    expect(isDialogPath(paths.photo(7, 10))).toBe(true);
  });

  it.each(['/p/7/photos', '/p/7/photos/0', '/p/7/photos/100', '/p/0/photos/1', '/p/7/photos/1/2'])('does not take %s for a photo', (path) => {
    expect(parsePhotoPath(path)).toBeUndefined();
    expect(isDialogPath(path)).toBe(false);
  });
});

describe('parseSharePath', () => {
  it('reads the address at which posts are shared', () => {
    expect(parseSharePath(paths.share([7, 12]))).toEqual({ postIds: [7, 12] });
    expect(parseSharePath('/share/7/')).toEqual({ postIds: [7] });
    expect(isDialogPath(paths.share([7]))).toBe(true);
  });

  it.each(['/share', '/share/', '/share/0', '/share/7,', '/share/7,x', '/share/7/8'])('does not take %s for one', (path) => {
    expect(parseSharePath(path)).toBeUndefined();
    expect(isDialogPath(path)).toBe(false);
  });
});

describe('parseUserPath', () => {
  it.each([
    ['/u/zoe', 'zoe'],
    ['/u/zo%C3%AB/', 'zoë'],
    ['/u/100%', '100%'],
  ])('reads %s', (path, username) => {
    expect(parseUserPath(path)).toEqual({ username });
  });

  it.each(['/u/', '/u/a/b', '/users/zoe'])('does not take %s for a profile', (path) => {
    expect(parseUserPath(path)).toBeUndefined();
  });
});

describe('parseTagPath', () => {
  it.each([
    ['/tags/sunset', 'sunset'],
    [`${paths.tag('été')}/`, 'été'],
  ])('reads %s', (path, tag) => {
    expect(parseTagPath(path)).toEqual({ tag });
  });

  it.each(['/tags', '/tags/', '/tags/a/b', '/tag/sunset'])('does not take %s for a tag', (path) => {
    expect(parseTagPath(path)).toBeUndefined();
  });
});

describe('viewBehind', () => {
  it('is the view that a dialog was opened from, and the feed for a shared address', () => {
    expect(viewBehind('/p/7', { key: 'k', behind: '/bookmarks', viewDistance: 1 })).toBe('/bookmarks');
    expect(viewBehind('/p/7', null)).toBe('/');
    expect(viewBehind('/bookmarks/', null)).toBe('/bookmarks');
  });
});
