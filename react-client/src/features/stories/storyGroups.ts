import type { Story } from '../../lib/api/types';

/** The stories of each user, by id. The server lists the newest first; a group begins with the oldest. */
export function groupByUser(stories: Story[]): Map<number, Story[]> {
  const groups = new Map<number, Story[]>();
  for (const story of stories) {
    groups.set(story.user.id, [story, ...(groups.get(story.user.id) ?? [])]);
  }
  return groups;
}

/** The groups in the order of the strip: the viewer's own, those with unseen stories, the others. Newest first in each. */
export function storiesByUser(stories: Story[], viewerId: number | undefined): Story[][] {
  const rank = ([userId, group]: [number, Story[]]) => (userId === viewerId ? 0 : hasUnseen(group) ? 1 : 2);
  return [...groupByUser(stories)].sort((a, b) => rank(a) - rank(b)).map(([, group]) => group);
}

export function hasUnseen(group: Story[]): boolean {
  return group.some(({ seen }) => !seen);
}

/** The oldest unseen story, or the oldest one if all have been seen. */
export function firstToPlay(group: Story[]): Story | undefined {
  return group.find(({ seen }) => !seen) ?? group[0];
}
