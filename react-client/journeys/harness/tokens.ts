/** Tokens as the server makes them, but with times of our choosing: nobody wants to wait until one expires. */
import { createHmac, randomUUID } from 'node:crypto';
import type { BrowserContext } from 'playwright-core';
import type { Person } from './people';
import type { Server } from './server';

interface Lifetime {
  /** Seconds from now; negative ones are past. */
  issued: number;
  expires: number;
}

/** Puts cookies of this lifetime in the place of those the browser has. */
export async function replaceSignIn(
  context: BrowserContext,
  server: Server,
  person: Person,
  lifetime: Lifetime,
): Promise<void> {
  const csrf = randomUUID();
  const cookie = { url: server.origin, sameSite: 'Lax' } as const;
  await context.addCookies([
    { ...cookie, name: 'access_token_cookie', value: mint(server.secret, person, csrf, lifetime), httpOnly: true },
    { ...cookie, name: 'csrf_access_token', value: csrf },
  ]);
}

export const EXPIRED: Lifetime = { issued: -1000, expires: -100 };

/** When the sign-in that a browser has ends, and what its pages must repeat in a header. */
export async function signInOf(context: BrowserContext): Promise<{ expires: number; csrf: string }> {
  const cookies = new Map((await context.cookies()).map(({ name, value }) => [name, value]));
  const payload = cookies.get('access_token_cookie')?.split('.')[1] ?? '';
  const { exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp: number };
  return { expires: exp, csrf: cookies.get('csrf_access_token') ?? '' };
}

function mint(secret: string, person: Person, csrf: string, { issued, expires }: Lifetime): string {
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    fresh: false,
    iat: now + issued,
    jti: randomUUID(),
    type: 'access',
    sub: person.id,
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
