import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

it('all CSS modules have different names, because their class names contain them', () => {
  const files = readdirSync(path.join(import.meta.dirname, '..'), { recursive: true, encoding: 'utf8' });
  const names = files.filter((file) => file.endsWith('.module.css')).map((file) => path.basename(file));

  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
