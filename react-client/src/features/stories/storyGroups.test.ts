import { expect, it } from 'vitest';
import { aStory, aUser, viewer } from '../../testing/fixtures';
import { createPlaylist, neighbours } from './playlist';
import { firstToPlay, storiesByUser } from './storyGroups';

const [mei, omar, ada] = [aUser({ first_name: 'Mei' }), aUser({ first_name: 'Omar' }), aUser({ first_name: 'Ada' })];
const own = aStory({ text: 'Vera', user: viewer, seen: true });
const adas = aStory({ text: 'Ada', user: ada, seen: true });
const omars = aStory({ text: 'Omar', user: omar });
const meis = [
  aStory({ text: 'Mei 1', user: mei, seen: true }),
  aStory({ text: 'Mei 2', user: mei }),
  aStory({ text: 'Mei 3', user: mei }),
];
/** Newest first, as the server has them. */
const stories = [adas, ...meis.toReversed(), omars, own];
const groups = storiesByUser(stories, viewer.id);

/** The texts that are played from `start` on. */
function played(start = own, all = stories): string[] {
  const playlist = createPlaylist(storiesByUser(all, viewer.id), start);
  const texts = [];
  for (let story: typeof start | undefined = start; story; story = neighbours(playlist, all, story).next) texts.push(story.text);
  return texts;
}

it('groups stories by user, oldest first: the viewer’s, then users with unseen stories, then the others', () => {
  expect(groups.map((group) => group.map(({ text }) => text))).toEqual([['Vera'], ['Mei 1', 'Mei 2', 'Mei 3'], ['Omar'], ['Ada']]);
});

it('begins with the oldest unseen story of a user, or with the oldest', () => {
  expect(groups.map((group) => firstToPlay(group)?.text)).toEqual(['Vera', 'Mei 2', 'Omar', 'Ada']);
});

it('continues from an unseen story with the users who have unseen stories', () => {
  expect(played(meis[1])).toEqual(['Mei 2', 'Mei 3', 'Omar']);
  expect(played(omars)).toEqual(['Omar']);
});

it('continues from a seen story with all users', () => {
  expect(played(own)).toEqual(['Vera', 'Mei 2', 'Mei 3', 'Omar', 'Ada']);
  expect(played(adas)).toEqual(['Ada']);
});

it('goes back to the last story of the user before', () => {
  const playlist = createPlaylist(groups, omars);

  expect(neighbours(playlist, stories, omars).previous).toBe(meis[2]);
  expect(neighbours(playlist, stories, meis[0] ?? own).previous).toBeUndefined();
});

it('keeps its order when stories are seen or deleted meanwhile', () => {
  const playlist = createPlaylist(groups, own);
  const seen = stories.map((story) => ({ ...story, seen: true }));
  const [lastOfMei, first] = [seen.find(({ id }) => id === meis[2]?.id) ?? own, seen.find(({ id }) => id === own.id) ?? own];

  expect(neighbours(playlist, seen, first).next?.text).toBe('Mei 2');
  expect(neighbours(playlist, seen, lastOfMei).next?.text).toBe('Omar');
  const withoutOmar = seen.filter(({ user }) => user.id !== omar.id);
  expect(neighbours(playlist, withoutOmar, lastOfMei).next?.text).toBe('Ada');
});
