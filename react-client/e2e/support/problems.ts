/** What must hold in every test. */
import type { BrowserContext, Page } from 'playwright-core';

export interface Expected {
  /** Error statuses that the test causes. Browsers report each on the console. */
  refusals?: number[];
  /** The test types a token into the page, which therefore shows it. */
  showsToken?: boolean;
  /** Other servers of the test. */
  otherOrigins?: string[];
  /** The test takes the network away. */
  losesNetwork?: boolean;
}

const REFUSED = /^Failed to load resource: the server responded with a status of (\d{3})/;
const UNREACHABLE = /^Failed to load resource: net::ERR_(FAILED|INTERNET_DISCONNECTED)/;
const TOKEN = /eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/;

/** Watches a browser context. Returns a function that lists the problems so far. */
export function watch(context: BrowserContext, origin: string, expected: Expected): () => Promise<string[]> {
  const { refusals = [], showsToken = false, otherOrigins = [], losesNetwork = false } = expected;
  const problems: string[] = [];

  context.on('console', (message) => {
    if (!['error', 'warning', 'assert'].includes(message.type())) return;
    const status = REFUSED.exec(message.text())?.[1];
    if (status && refusals.includes(Number(status))) return;
    // Tests run without the service worker, unless they are about it.
    if (message.text() === 'Service Worker registration blocked by Playwright') return;
    if (losesNetwork && UNREACHABLE.test(message.text())) return;
    problems.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => problems.push(`uncaught: ${error.error().message}`));
  context.on('request', (request) => {
    const url = new URL(request.url());
    const known = [origin, ...otherOrigins].includes(url.origin);
    if (!known && url.protocol.startsWith('http')) problems.push(`request to another host: ${request.url()}`);
  });

  return async () => {
    const places = showsToken ? [] : await Promise.all(context.pages().map(placesWithTokens));
    return [...problems, ...places.flat()];
  };
}

/** Where a script, and so an attacker who injects one, could read a token. */
async function placesWithTokens(page: Page): Promise<string[]> {
  if (!page.url().startsWith('http')) return [];
  const readable = await page.evaluate(() => ({
    localStorage: JSON.stringify(localStorage),
    sessionStorage: JSON.stringify(sessionStorage),
    'document.cookie': document.cookie,
    'the page': document.documentElement.outerHTML,
  }));
  return Object.entries(readable)
    .filter(([, text]) => TOKEN.test(text))
    .map(([place]) => `${place} holds a token (${page.url()})`);
}
