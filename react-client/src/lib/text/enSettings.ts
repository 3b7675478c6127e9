/** The texts in English of the settings, a part of `enLater.ts`. */
import { formatsFor } from './formats';
import { laterFormatsFor } from './laterFormats';

const { counted, number } = formatsFor('en-GB');
const { bytes } = laterFormatsFor('en-GB');

const photos = counted('photo', 'photos');

export const settings = {
  title: 'Settings',
  account: 'Account',
  administration: 'Administration',
  rules: 'Rules',
  apiExplorer: 'API explorer',
  signOut: 'Sign out',
  loading: 'Loading your settings…',
  failed: 'Couldn’t load your settings',

  photo: 'Profile photo',
  photoSaved: 'Profile photo saved',
  photoRemoved: 'Profile photo removed',
  photoNotChanged: 'Your profile photo was not changed.',

  profile: 'Profile',
  firstName: 'First name',
  lastName: 'Last name',
  pronouns: 'Pronouns',
  bio: 'About you',
  link: 'Link',
  linkHint: 'Your website, for example.',
  badLink: 'Enter the address of a web page, such as https://example.org.',
  saveProfile: 'Save profile',
  profileSaved: 'Profile saved',

  privacy: 'Privacy',
  whoFollows: 'Who can follow you',
  privateAccount: 'Private account',
  privateHelp: 'You decide who follows you and sees your photos. Your current followers stay.',
  becomePublicQuestion: 'Anyone here can then follow you, and all pending requests are accepted.',
  becomePublic: 'Make public',
  nowPrivate: 'Your account is private now',
  nowPublic: 'Your account is public now',
  privacyNotChanged: 'Your account was not changed.',

  email: 'E-mail',
  emailAddress: 'E-mail address',
  badEmail: 'Enter an e-mail address, such as ada@example.org.',
  saveEmail: 'Save e-mail address',
  emailSaved: 'E-mail address saved',

  password: 'Password',
  yourPassword: 'Your password',
  confirmHint: 'To confirm that it’s you.',
  enterPassword: 'Enter your password.',
  currentPassword: 'Current password',
  newPassword: 'New password',
  newPasswordHint: (shortest: number) =>
    `At least ${number(shortest)} characters. You’ll be signed out of all other browsers.`,
  passwordTooShort: (shortest: number) => `Use at least ${number(shortest)} characters.`,
  changePassword: 'Change password',
  changingPassword: 'Changing…',
  passwordChanged: 'Password changed',

  appearance: 'Appearance',
  theme: 'Theme',
  themes: { system: 'As on this device', light: 'Light', dark: 'Dark' },
  reducedData: 'Data use',
  reduceData: 'Load less data',
  reducedDataHelp: 'Photos are smaller, and load only when they are shown. Stories wait for you before the next one.',
  reducedByBrowser: 'Your browser asks for this, so it is on.',

  storage: 'Storage',
  storageLoading: 'Loading your storage…',
  storageFailed: 'Couldn’t load your storage',
  storageUse: (used: number, limit: number, uploaded: number, limitUploaded: number) =>
    `Your photos use ${bytes(used)} of ${bytes(limit)}. You’ve uploaded ${number(uploaded)} of ${photos(limitUploaded)}.`,
  storageFull: 'Delete photos to make room.',

  data: 'Your data',
  dataExport: 'Data export',
  dataHelp: 'A copy of your profile, posts, comments, likes and bookmarks (JSON), and of your photos.',
  downloadData: 'Download your data',

  deletion: 'Delete account',
  deletionHelp:
    'This permanently deletes your profile, posts, photos, stories, comments, likes and followers. This can’t be undone.',
  openDeletion: 'Delete your account…',
  yourUsername: 'Your username',
  usernameHint: (username: string) => `Type ${username} to confirm.`,
  usernameMismatch: (username: string) => `This doesn’t match your username, ${username}.`,
  deleteAccount: 'Delete my account permanently',
  deleting: 'Deleting…',
};
