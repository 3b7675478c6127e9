/** Tokens like those of the server, but with times that tests choose, so that they need not wait for expiry. */
import { createHmac, randomUUID } from 'node:crypto';
import type { BrowserContext } from 'playwright-core';
import type { Server } from './server';
import type { TestUser } from './testUser';

interface Lifetime {
  /** Seconds from now; negative ones are past. */
  issued: number;
  expires: number;
}

/** Replaces the session cookies of the browser by others with this lifetime. */
export async function replaceSession(
  context: BrowserContext,
  server: Server,
  user: TestUser,
  lifetime: Lifetime,
): Promise<void> {
  const csrf = randomUUID();
  const cookie = { url: server.origin, sameSite: 'Lax' } as const;
  await context.addCookies([
    { ...cookie, name: 'access_token_cookie', value: mint(server.secret, user, csrf, lifetime), httpOnly: true },
    { ...cookie, name: 'csrf_access_token', value: csrf },
  ]);
}

export const EXPIRED: Lifetime = { issued: -1000, expires: -100 };

/** When the session of a browser expires, and its CSRF token. */
export async function sessionOf(context: BrowserContext): Promise<{ expires: number; csrf: string }> {
  const cookies = new Map((await context.cookies()).map(({ name, value }) => [name, value]));
  const payload = cookies.get('access_token_cookie')?.split('.')[1] ?? '';
  const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp: number };
  return { expires: exp, csrf: cookies.get('csrf_access_token') ?? '' };
}

function mint(secret: string, user: TestUser, csrf: string, { issued, expires }: Lifetime): string {
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    fresh: false,
    iat: now + issued,
    jti: randomUUID(),
    type: 'access',
    sub: user.id,
    nbf: now + issued,
    csrf,
    exp: now + expires,
  };
  const signed = [{ alg: 'HS256', typ: 'JWT' }, payload].map(encode).join('.');
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
