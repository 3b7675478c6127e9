/** The texts in English of audiences, a part of `enLater.ts`. */
import { formatsFor } from './formats';

const { counted, number } = formatsFor('en-GB');

const followers = counted('follower', 'followers');

export const audiences = {
  title: 'Audiences',
  loading: 'Loading your audiences…',
  failed: 'Couldn’t load your audiences',
  help: 'An audience is a list of your followers, such as your family. You can show posts and stories to it alone. Only you see your audiences.',
  none: 'You have no audiences yet.',
  followers,

  /** In the forms of posts and stories. */
  question: 'Who can see this',
  all: 'All followers',
  some: 'Only some followers',
  onlyYou: 'Only you see it, because you deleted its audiences.',
  choose: 'Choose an audience, or all followers.',
  tooMany: (limit: number) => `Choose at most ${number(limit)} audiences.`,

  make: 'New audience',
  edit: 'Edit',
  editNamed: (name: string) => `Edit ${name}`,
  editTitle: 'Edit audience',
  name: 'Name',
  nameHint: 'Such as “Family”. Only you see it.',
  nameMissing: 'Enter a name.',
  filter: 'Find followers',
  noFollowers: 'Nobody follows you yet. You can add followers later.',
  noMatch: 'None of your followers has this name.',
  chosen: (amount: number) => `${followers(amount)} chosen`,
  tooManyAtOnce: (limit: number) => `Choose at most ${number(limit)} followers now. You can add others later.`,
  create: 'Create audience',
  save: 'Save',
  created: 'Audience created',
  saved: 'Audience saved',

  delete: 'Delete',
  deleteNamed: (name: string) => `Delete ${name}`,
  deleteQuestion: 'Delete it? Posts and stories for this audience alone are then visible to you only.',
  deleted: 'Audience deleted',
  notDeleted: 'The audience was not deleted.',
};
