/** What must hold in every journey, whatever it is about. */
import type { BrowserContext, Page } from 'playwright-core';

export interface Expected {
  /** Statuses with which the journey makes the server refuse something; browsers report each on the console. */
  refusals?: number[];
  /** Somebody typed a token into the page, which therefore shows it. */
  showsToken?: boolean;
  /** Other servers of the journey. */
  otherOrigins?: string[];
}

const REFUSED = /^Failed to load resource: the server responded with a status of (\d{3})/;
const TOKEN = /eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/;

/** Watches everything that happens in a browser's context. The function it gives tells what went wrong until then. */
export function watch(context: BrowserContext, origin: string, expected: Expected): () => Promise<string[]> {
  const { refusals = [], showsToken = false, otherOrigins = [] } = expected;
  const problems: string[] = [];

  context.on('console', (message) => {
    if (!['error', 'warning', 'assert'].includes(message.type())) return;
    const status = REFUSED.exec(message.text())?.[1];
    if (status && refusals.includes(Number(status))) return;
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

/** Where a script, and so anybody who gets one in, could read a token. */
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
