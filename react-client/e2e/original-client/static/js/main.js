// Talks to the API the way the React client of the original application does: with the cookies of the login form where
// there are some, else with a bearer token that it asks for; each address with or without a slash just as it had it.
'use strict';

const query = new URLSearchParams(location.search);
const rootURL = query.get('api') ?? '';

function getCookie(key) {
  const name = `${key}=`;
  for (const part of decodeURIComponent(document.cookie).split(';')) {
    const cookie = part.trim();
    if (cookie.startsWith(name)) return cookie.substring(name.length);
  }
  return '';
}

async function getAccessToken(username, password) {
  const response = await fetch(`${rootURL}/api/token/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  return (await response.json()).access_token;
}

let accessToken;

function getHeaders() {
  if (accessToken) return { 'Content-Type': 'application/json', Authorization: `Bearer ${accessToken}` };
  return { 'Content-Type': 'application/json', 'X-CSRF-TOKEN': getCookie('csrf_access_token') };
}

async function call(method, address, data) {
  const response = await fetch(rootURL + address, {
    method,
    headers: getHeaders(),
    ...(data ? { body: JSON.stringify(data) } : {}),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${answer.message}`);
  return answer;
}

const getDataFromServer = (address) => call('GET', address);
const postDataToServer = (address, data) => call('POST', address, data);
const deleteDataFromServer = (address) => call('DELETE', address);

/** What its components do one after another when somebody clicks through them. */
async function useEverything() {
  const profile = await getDataFromServer('/api/profile');
  const stories = await getDataFromServer('/api/stories');
  const suggestions = await getDataFromServer('/api/suggestions');
  const posts = await getDataFromServer('/api/posts');
  const post = posts.find((candidate) => !candidate.current_user_like_id && !candidate.current_user_bookmark_id);

  const like = await postDataToServer('/api/posts/likes/', { post_id: post.id });
  const bookmark = await postDataToServer('/api/bookmarks/', { post_id: post.id });
  const comment = await postDataToServer('/api/comments/', { post_id: post.id, text: 'From the client of the original' });
  const following = await postDataToServer('/api/following/', { user_id: suggestions[0].id });
  const changed = await getDataFromServer(`/api/posts/${post.id}`);
  if (changed.current_user_like_id !== like.id || changed.current_user_bookmark_id !== bookmark.id) {
    throw new Error('The post does not say that it is liked and bookmarked.');
  }

  if (query.has('undo')) {
    await deleteDataFromServer(`/api/posts/likes/${like.id}`);
    await deleteDataFromServer(`/api/bookmarks/${bookmark.id}`);
    await deleteDataFromServer(`/api/following/${following.id}`);
  }
  return { username: profile.username, stories: stories.length, postId: post.id, commentId: comment.id, followed: suggestions[0].id };
}

async function main() {
  const root = document.getElementById('root');
  try {
    if (query.has('username')) accessToken = await getAccessToken(query.get('username'), query.get('password'));
    const result = document.createElement('output');
    result.textContent = JSON.stringify(await useEverything());
    root.append(result);
  } catch (error) {
    const failure = document.createElement('p');
    failure.setAttribute('role', 'alert');
    failure.textContent = error.message;
    root.append(failure);
  }
}

main();
