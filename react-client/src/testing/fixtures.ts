import type { Audience, Comment, OwnProfile, Post, Story, User } from '../lib/api/types';

let lastId = 100;

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

export function aUser(fields: Partial<User> = {}): User {
  const id = fields.id ?? ++lastId;
  return {
    id,
    first_name: 'Ana',
    last_name: 'Ruiz',
    username: `ana${id}`,
    email: `ana${id}@example.com`,
    image_url: null,
    thumb_url: null,
    ...fields,
  };
}

export const viewer: OwnProfile = {
  ...aUser({ id: 1, first_name: 'Vera', last_name: 'Viewer', username: 'vera' }),
  bio: null,
  pronouns: null,
  link: null,
  is_private: false,
  role: 'member',
};

export function aPost(fields: Partial<Post> = {}): Post {
  const { image_url = '/static/demo/posts/harbour.svg', alt_text = 'Boats lying on mud' } = fields;
  return {
    id: ++lastId,
    image_url,
    user: aUser(),
    caption: 'Low tide',
    alt_text,
    images: [{ image_url, alt_text }],
    published_at: hoursAgo(2.5),
    has_audience: false,
    display_time: '2 hours ago',
    likes: [],
    likes_count: fields.likes?.length ?? 0,
    comments: [],
    comments_count: fields.comments?.length ?? 0,
    ...fields,
  };
}

export function aComment(post: Post, fields: Partial<Comment> = {}): Comment {
  return {
    id: ++lastId,
    text: 'So beautiful!',
    post_id: post.id,
    user: aUser(),
    created_at: hoursAgo(1.5),
    likes_count: 0,
    ...fields,
  };
}

export function aStory(fields: Partial<Story> = {}): Story {
  return {
    id: ++lastId,
    text: 'Up before the sun',
    image_url: null,
    user: aUser(),
    published_at: hoursAgo(2.5),
    display_time: '2 hours ago',
    seen: false,
    has_audience: false,
    ...fields,
  };
}

export function anAudience(fields: Partial<Audience> = {}): Audience {
  return { id: ++lastId, name: 'Family', members_count: 2, created_at: hoursAgo(3), ...fields };
}
