import type { AxeResults } from 'axe-core';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const SOURCE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The violations that axe finds, by WCAG 2.0 to 2.2, levels A and AA, and its own best practices. */
export async function violations(page: Page): Promise<string[]> {
  // Part of WCAG 2.2, but off by default.
  const options = { runOnly: TAGS, resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } };
  await page.evaluate(SOURCE);
  await transitionsEnd(page);
  const results = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return results.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} (${node.html})`));
}

/** Waits for the end of what is animated: colours that change have too little contrast on their way. */
async function transitionsEnd(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}
