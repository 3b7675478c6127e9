/**
 * Draws the icons of the installed application from `src/icon.svg`: `node scripts/icons.mjs`. The environment variable CHROMIUM
 * is the path of the browser. The files belong in the repository, because the build must not need a browser.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright-core';

const FOLDER = path.join(import.meta.dirname, '../public/static/app');
const PAPER = '#faf9f7';

/** `space` is the share of the icon's side that stays empty around the picture. Systems cut maskable icons to their own shape. */
const ICONS = [
  { name: 'icon-192.png', size: 192, space: 0.06 },
  { name: 'icon-512.png', size: 512, space: 0.06 },
  { name: 'maskable-512.png', size: 512, space: 0.24, paper: PAPER },
  { name: 'monochrome-512.png', size: 512, space: 0.24, ink: '#000' },
  { name: 'apple-touch-icon.png', size: 180, space: 0.16, paper: PAPER },
];

const svg = await readFile(path.join(import.meta.dirname, '../src/icon.svg'), 'utf8');
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
try {
  for (const { name, size, space, paper = 'transparent', ink } of ICONS) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const picture = ink ? svg.replaceAll(/#[0-9a-f]{6}/g, ink) : svg;
    await page.setContent(
      `<body style="margin:0;background:${paper}"><div style="padding:${space * size}px;height:${size * (1 - 2 * space)}px">${picture}</div></body>`,
    );
    await page.screenshot({ path: path.join(FOLDER, name), omitBackground: true });
    await page.close();
  }
} finally {
  await browser.close();
}
