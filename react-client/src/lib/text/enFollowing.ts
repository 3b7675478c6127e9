/** The texts in English of following users, a part of `enLater.ts`. */
export const follow = {
  follow: 'Follow',
  followingUser: (name: string) => `Following ${name}`,
  requested: 'Requested',
  requestedUser: (name: string) => `Requested to follow ${name}`,
  asked: (name: string) => `You asked to follow ${name}`,
  withdrawn: (name: string) => `You no longer ask to follow ${name}`,
  followed: (name: string) => `You now follow ${name}`,
  unfollowed: (name: string) => `You no longer follow ${name}`,
  notFollowed: (name: string) => `Couldn’t follow ${name}.`,
  notUnfollowed: (name: string) => `Couldn’t unfollow ${name}.`,
};

export const suggestions = {
  failed: 'Couldn’t load suggestions',
  none: 'You’re already following everyone.',
};
