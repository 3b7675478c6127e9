import type { Story } from '../../lib/api/types';
import { firstToPlay, groupByUser, hasUnseen } from './storyGroups';

/** The order in which the player shows stories. Fixed when the player opens, because playing changes what is unseen. */
export interface Playlist {
  userIds: number[];
  /** The story with which each user's stories begin. */
  firstIds: ReadonlySet<number | undefined>;
}

/** From an unseen story, only users with unseen stories follow. From a seen one, all users of the strip follow. */
export function createPlaylist(groups: Story[][], start: Story): Playlist {
  const played = start.seen ? groups : groups.filter((group) => hasUnseen(group) || group.includes(start));
  return {
    userIds: played.flatMap(([story]) => story?.user.id ?? []),
    firstIds: new Set(played.map((group) => firstToPlay(group)?.id)),
  };
}

/** The stories of the same user, and the stories that are played before and after this one. */
export function neighbours({ userIds, firstIds }: Playlist, stories: Story[], story: Story) {
  const byUser = groupByUser(stories);
  const group = byUser.get(story.user.id) ?? [];
  // Stories may have been deleted meanwhile.
  const groups = userIds.flatMap((id) => {
    const remaining = byUser.get(id);
    return remaining ? [remaining] : [];
  });
  const place = group.indexOf(story);
  const groupPlace = groups.indexOf(group);
  const [groupBefore, groupAfter] = [groups[groupPlace - 1], groups[groupPlace + 1]];
  return {
    group,
    place,
    previous: group[place - 1] ?? groupBefore?.at(-1),
    next: group[place + 1] ?? groupAfter?.find(({ id }) => firstIds.has(id)) ?? groupAfter?.[0],
  };
}
