import { expect, it } from 'vitest';
import { dialogScripts, scriptsOf, viewScripts } from './scripts';

it.each([
  ['/', []],
  ['/bookmarks', [viewScripts['/bookmarks']]],
  ['/notifications', [viewScripts['/notifications']]],
  ['/settings/profile', [viewScripts.settings]],
  ['/u/zo%C3%AB', [viewScripts.user]],
  ['/tags/sea', [viewScripts.tag]],
  ['/p/7', [dialogScripts.view]],
  ['/p/7/photos/2', [dialogScripts.photoViewer]],
  ['/stories/new', [dialogScripts.newStory]],
])('%s needs the right scripts', (path, scripts) => {
  expect(scriptsOf(path, null)).toEqual(scripts);
});

it('a dialog over a view needs the scripts of both', () => {
  expect(scriptsOf('/p/7/edit', { key: 'a', behind: '/profile', viewDistance: 1 })).toEqual([dialogScripts.edit, viewScripts['/profile']]);
});
