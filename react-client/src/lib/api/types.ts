/**
 * The types of the API, by the names that the client uses. `schema.ts` is generated from the OpenAPI document. Optional ids
 * are absent, not null, if the viewer has no like, bookmark or following.
 */
import type { components } from './schema';

type Schemas = components['schemas'];

export type User = Schemas['User'];
export type ProfileDetails = Schemas['ProfileDetails'];
/** The viewer, as they see themselves. */
export type OwnProfile = Schemas['OwnProfile'];
/** A user as everyone may see them. */
export type UserSummary = Schemas['UserSummary'];
export type FoundUser = Schemas['UserSearchResult'];
export type UserProfile = Schemas['UserProfile'];
/** A friend of a friend: users that the viewer follows also follow this one. */
export type FriendOfFriends = Schemas['FriendSuggestion'];
export type Following = Schemas['Following'];
export type Follower = Schemas['Follower'];
export type FollowRequest = Omit<Schemas['FollowRequest'], 'user'> & { user: UserSummary };
export type Block = Omit<Schemas['Block'], 'user'> & { user: UserSummary };
export type Mute = Omit<Schemas['Mute'], 'user'> & { user: UserSummary };
/** The answer to following a private user, who must accept first. */
export type FollowRequested = Schemas['FollowRequested'];

/** The client sets `hidden` while the server deletes the comment, and `waiting` while it is in the outbox. */
export type Comment = Schemas['Comment'] & { hidden?: boolean; waiting?: boolean };
export type Post = Omit<Schemas['Post'], 'comments'> & { comments: Comment[] };
export type PostImage = Schemas['PostImage'];
export type BookmarkedPost = Schemas['BookmarkedPost'];
export type Bookmark = Schemas['Bookmark'];
export type Like = Schemas['Like'];
export type LikeWithUser = Schemas['LikeWithUser'];
export type CommentLike = Schemas['CommentLike'];
export type Story = Schemas['Story'];
/** What a photo contained and the server did not keep: where it was taken, or with which camera. */
export type RemovedDetail = Schemas['RemovedData'];
export type UploadedImage = Schemas['Image'];
/** A list of followers whom the viewer shows posts or stories to, instead of to all followers. */
export type Audience = Schemas['Audience'];
export type AudienceMember = Schemas['AudienceMember'];
/** A link that shows posts to people without an account. */
export type GuestLink = Schemas['GuestLink'];
/** The only answer that contains the address. */
export type CreatedGuestLink = Schemas['NewGuestLink'];
export type NewGuestLink = Schemas['CreateGuestLink'];
export type StoryViewer = Schemas['StoryViewer'];
/** How much of their quota the viewer has used, in bytes and in uploaded images. */
export type StorageUse = Schemas['Storage'];

export type Notification = Omit<Schemas['Notification'], 'actors'> & { actors: UserSummary[] };
/** Those that users can turn off. */
export type NotificationKind = Exclude<Notification['kind'], 'notice'>;
export type NotificationCount = Schemas['NotificationCount'];
export type NotificationSettings = Schemas['NotificationSettings'];
export type PushKey = Schemas['PushKey'];
/** A browser of the viewer that gets push messages. */
export type PushDevice = Schemas['PushSubscription'];

/** What the operators of this service tell its users. */
export type Service = Schemas['Service'];

export type Role = OwnProfile['role'];
/** A user, as moderators and admins see them. */
export type AdminUser = Schemas['AdminUser'];
export type Report = Schemas['Report'];
export type Invite = Schemas['Invite'];
export type NewInvite = Schemas['NewInviteDict'];
export type ResetLink = Schemas['ResetLinkDict'];
/** What admins change while the service runs. */
export type Settings = Schemas['Settings'];
export type UserLimits = Schemas['UserLimits'];
export type Limit = Schemas['Limit'];
export type LimitName = Limit['name'];
export type AuditEntry = Schemas['AuditEntry'];
export type Storage = Schemas['AdminStorage'];
export type UserStorage = Schemas['UserStorage'];
/** How the service is, for admins. */
export type ServiceState = Schemas['ServiceState'];

type Filled<Body> = { [Field in keyof Body]-?: NonNullable<Body[Field]> };
/** An image of a new or edited post. The form fills in every field. */
export type NewImage = Filled<Schemas['NewImage']>;
export interface NewPost {
  images: NewImage[];
  caption: string;
  /** Empty for all followers. Undefined if the audiences of the post were deleted, so that only its author sees it. */
  audience_ids: number[] | undefined;
}
export type PostChanges = Schemas['UpdatePost'];
export type NewStory = Schemas['CreateStory'];
/** An empty text removes it. */
export type ProfileChanges = Schemas['UpdateProfile'];
export type PasswordChange = Schemas['ChangePassword'];
export type AccountDeletion = Schemas['DeleteProfile'];

export type NewReport = Schemas['CreateReport'];
/** What the moderators tell the viewer. */
export type Notice = Schemas['Notice'];

export type ServerErrorCode = Schemas['ErrorCode'];
