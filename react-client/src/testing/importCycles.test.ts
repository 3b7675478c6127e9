import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../..');

/** The modules below a folder, each with the modules that it imports, dynamically or for a type included. */
function importsIn(folder: string): Map<string, string[]> {
  const names = readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  const modules = new Set(names.map((name) => path.join(folder, name)));
  const resolve = (from: string, to: string) =>
    ['.ts', '.tsx', '/index.ts'].map((ending) => path.join(path.dirname(from), to) + ending).find((name) => modules.has(name));
  return new Map(
    [...modules].map((module) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(path.join(ROOT, module), 'utf8'));
      const relative = importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith('.'));
      return [module, relative.map((name) => resolve(module, name)).filter((name) => name !== undefined)];
    }),
  );
}

/** The first cycle found, as the list of its modules. */
function cycleIn(imports: Map<string, string[]>): string[] {
  const done = new Set<string>();
  const visit = (module: string, trail: string[]): string[] => {
    if (trail.includes(module)) return [...trail.slice(trail.indexOf(module)), module];
    if (done.has(module)) return [];
    for (const imported of imports.get(module) ?? []) {
      const cycle = visit(imported, [...trail, module]);
      if (cycle.length > 0) return cycle;
    }
    done.add(module);
    return [];
  };
  return [...imports.keys()].map((module) => visit(module, [])).find((cycle) => cycle.length > 0) ?? [];
}

it.each(['src', 'e2e'])('no modules in %s import each other in a circle', (folder) => {
  const imports = importsIn(folder);

  expect(imports.size).toBeGreaterThan(20);
  expect(cycleIn(imports)).toEqual([]);
});
