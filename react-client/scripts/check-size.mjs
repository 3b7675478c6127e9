// Fails the build when the scripts outgrow their budget: all of them together, those the feed loads first, and the service worker.
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

const BUILD = path.join(import.meta.dirname, '..', 'build');
const KB = 1000;
const BUDGETS = { 'all scripts': 198 * KB, 'scripts the feed loads first': 105 * KB, 'service worker': 6 * KB };

const gzipSize = async (url) => (await stat(path.join(BUILD, `${url}.gz`))).size;
const total = async (urls) => (await Promise.all(urls.map(gzipSize))).reduce((sum, size) => sum + size, 0);

const html = await readFile(path.join(BUILD, 'index.html'), 'utf8');
const first = [...html.matchAll(/(?:src|href)="(\/static\/[^"]+\.js)"/g)].map(([, url]) => url);
const all = (await readdir(path.join(BUILD, 'static'))).filter((name) => name.endsWith('.js')).map((name) => `static/${name}`);

const sizes = {
  'all scripts': await total(all),
  'scripts the feed loads first': await total(first),
  'service worker': await gzipSize('service-worker.js'),
};
for (const [what, size] of Object.entries(sizes)) {
  const fits = size < BUDGETS[what];
  console.log(`${what}: ${(size / KB).toFixed(1)} kB gzip of ${BUDGETS[what] / KB} kB${fits ? '' : ' – over budget'}`);
  if (!fits) process.exitCode = 1;
}
