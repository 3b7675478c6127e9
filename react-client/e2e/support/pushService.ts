/**
 * The push service of a browser, and its display of notifications. Chromium reaches its own service in the internet, which tests do
 * without, and without a screen it shows no notifications.
 */
import { createDecipheriv, createECDH, createHmac, createPublicKey, randomBytes, verify, type ECDH } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';

interface Subscription {
  endpoint: string;
  key: ECDH;
  auth: Buffer;
  serverKey: string;
}

/** What the page learns of its subscription. */
interface SubscriptionData {
  endpoint: string;
  serverKey: string;
  keys: { p256dh: string; auth: string };
}

export interface PushService {
  origin: string;
  /** Gives the pages of a context push messages. To be called before they open. */
  connect: (context: BrowserContext) => Promise<void>;
  /** The messages that have arrived, decrypted. */
  messages: string[];
  /** The number of subscriptions. */
  subscriptions: () => number;
  close: () => void;
}

/** Starts a push service for one browser. */
export async function startPushService(): Promise<PushService> {
  const subscriptions = new Map<string, Subscription>();
  const messages: string[] = [];
  let current: string | undefined;
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      const subscription = subscriptions.get(request.url ?? '');
      if (!subscription) return response.writeHead(410).end();
      checkSignature(request.headers, subscription.serverKey);
      messages.push(decrypted(body, subscription));
      return response.writeHead(201).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const data = (path: string): SubscriptionData | null => {
    const subscription = subscriptions.get(path);
    if (!subscription) return null;
    const keys = { p256dh: subscription.key.getPublicKey('base64url'), auth: subscription.auth.toString('base64url') };
    return { endpoint: subscription.endpoint, serverKey: subscription.serverKey, keys };
  };
  const act = (action: 'get' | 'subscribe' | 'unsubscribe', serverKey = ''): SubscriptionData | null => {
    if (action === 'subscribe') {
      current = `/${randomBytes(16).toString('hex')}`;
      const key = createECDH('prime256v1');
      key.generateKeys();
      subscriptions.set(current, { endpoint: origin + current, key, auth: randomBytes(16), serverKey });
    } else if (action === 'unsubscribe' && current !== undefined) {
      subscriptions.delete(current);
      current = undefined;
    }
    return current === undefined ? null : data(current);
  };
  return {
    origin,
    messages,
    subscriptions: () => subscriptions.size,
    connect: async (context) => {
      await context.exposeFunction('pushService', act);
      await context.addInitScript(replacePushManager);
    },
    close: () => server.close(),
  };
}

/** Delivers a message to the service worker of the service at `origin`, as the browser does. */
export async function deliver(page: Page, origin: string, message: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const registrationId = await registrationOf(session);
  await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: message });
  await session.detach();
}

async function registrationOf(session: CDPSession): Promise<string> {
  const found = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [registration] = registrations;
      if (registration) resolve(registration.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  return found;
}

/** The notifications of a service worker that are shown now. To be called first before there is one. */
export async function notifications(page: Page): Promise<string[]> {
  const worker = page.context().serviceWorkers().find((other) => other.url().endsWith('/service-worker.js'));
  return worker ? worker.evaluate(replaceDisplay) : [];
}

/** Runs in the service worker. Without a screen, Chromium stops a worker that sets the count on the icon. */
function replaceDisplay(): string[] {
  interface Shown {
    title: string;
    tag?: string;
    close: () => void;
  }
  const scope = self as unknown as { shown?: Shown[] };
  if (!scope.shown) {
    const shown: Shown[] = (scope.shown = []);
    const close = (tag?: string) => shown.splice(0, shown.length, ...shown.filter((other) => other.tag !== tag));
    Object.assign(Object.getPrototypeOf(navigator) as object, { setAppBadge: () => Promise.resolve() });
    Object.assign(ServiceWorkerRegistration.prototype, {
      getNotifications: () => Promise.resolve([...shown]),
      showNotification: (title: string, options: NotificationOptions) => {
        close(options.tag);
        shown.push({ ...options, title, close: () => void close(options.tag) });
        return Promise.resolve();
      },
    });
  }
  return scope.shown.map(({ title }) => title);
}

/** Runs in the page. */
function replacePushManager(): void {
  type Act = (action: string, serverKey?: string) => Promise<SubscriptionData | null>;
  const act: Act = (...words) => (window as unknown as { pushService: Act }).pushService(...words);
  const subscription = (data: SubscriptionData | null) =>
    data && {
      endpoint: data.endpoint,
      options: {
        applicationServerKey: Uint8Array.from(atob(data.serverKey.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
          character.charCodeAt(0),
        ).buffer,
      },
      toJSON: () => ({ endpoint: data.endpoint, expirationTime: null, keys: data.keys }),
      unsubscribe: () => act('unsubscribe').then(() => true),
    };
  Object.defineProperty(Notification, 'permission', { value: 'granted' });
  Notification.requestPermission = () => Promise.resolve('granted');
  Object.assign(PushManager.prototype, {
    getSubscription: async () => subscription(await act('get')),
    subscribe: async ({ applicationServerKey }: { applicationServerKey: string }) =>
      subscription((await act('get')) ?? (await act('subscribe', applicationServerKey))),
  });
}

/** RFC 8292. */
function checkSignature({ authorization = '' }: IncomingHttpHeaders, serverKey: string): void {
  const [, token = '', key] = /^vapid t=(\S+), k=(\S+)$/.exec(authorization) ?? [];
  if (key !== serverKey) throw new Error('The message is signed by another server');
  const point = Buffer.from(serverKey, 'base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
  const [head = '', claims = '', signature = ''] = token.split('.');
  const publicKey = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const;
  if (!verify('sha256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url'))) {
    throw new Error('The signature is invalid');
  }
}

/** RFC 8291, section 3.4: each of these texts needs one block. */
function decrypted(body: Buffer, { key, auth }: Subscription): string {
  const hmac = (secret: Buffer, ...parts: (Buffer | string)[]) => {
    const hash = createHmac('sha256', secret);
    for (const part of parts) hash.update(part);
    return hash.digest();
  };
  const [salt, sender, sealed] = [body.subarray(0, 16), body.subarray(21, 86), body.subarray(86)];
  const secret = hmac(auth, key.computeSecret(sender));
  const input = hmac(secret, 'WebPush: info\0', key.getPublicKey(), sender, '\x01');
  const random = hmac(salt, input);
  const contentKey = hmac(random, 'Content-Encoding: aes128gcm\0\x01').subarray(0, 16);
  const nonce = hmac(random, 'Content-Encoding: nonce\0\x01').subarray(0, 12);
  const decipher = createDecipheriv('aes-128-gcm', contentKey, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  const opened = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return opened.subarray(0, opened.lastIndexOf(2)).toString();
}
