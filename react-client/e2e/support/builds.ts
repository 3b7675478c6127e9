/** Builds of the client, made from the one that is tested. */
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { folders } from './environment';

const TEXTS = /\.(html|js|css)$/;

/** A folder with a copy of the client. Returns its path. */
export async function copyBuild(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'photo-app-build-'));
  await cp(folders.client, folder, { recursive: true });
  // The server would prefer them to the files that change.
  for (const name of await filesOf(folder)) if (/\.(br|gz)$/.test(name)) await rm(path.join(folder, name));
  return folder;
}

/**
 * Turns a copy into another build: all scripts and styles have other names, the old names are gone, and the service worker has
 * another `build`.
 */
export async function changeBuild(folder: string, build: { from: string; to: string }): Promise<void> {
  const hashed = (await filesOf(folder)).filter((name) => /^static\/[^/]+-[\w-]{8}\.(js|css)$/.test(name));
  const newName = (name: string) => name.replace(/\.(js|css)$/, '-next.$1');
  for (const name of (await filesOf(folder)).filter((other) => TEXTS.test(other))) {
    const file = path.join(folder, name);
    let content = (await readFile(file, 'utf8')).replaceAll(build.from, build.to);
    for (const old of hashed) content = content.replaceAll(path.basename(old), path.basename(newName(old)));
    await writeFile(file, content);
  }
  for (const name of hashed) await rename(path.join(folder, name), path.join(folder, newName(name)));
}

const filesOf = (folder: string): Promise<string[]> => readdir(folder, { recursive: true });
