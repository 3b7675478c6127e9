import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Database } from './database';
import { folders, photoApp } from './environment';

export interface ServerOptions {
  database: Database;
  /** The folder with the client to serve; by default, the build. */
  client?: string;
  /** More settings, as environment variables. */
  settings?: Record<string, string>;
}

export interface Server {
  origin: string;
  /** The secret that signs tokens. */
  secret: string;
  /** The folder with the uploaded images. */
  images: string;
  /** Runs a command of the program beside the server, with the same settings. Returns its output. */
  command: (...words: string[]) => Promise<string>;
  /** The first match of a pattern in a line that the server has printed, or will print. */
  printed: (pattern: RegExp) => Promise<string>;
  stop: () => Promise<void>;
}

const READY = /^Photo App is ready at (http:\S+)$/;

/** Starts the real server on a free port, in an empty folder, without settings from the environment. */
export async function startServer({ database, client = folders.client, settings = {} }: ServerOptions): Promise<Server> {
  const secret = randomBytes(32).toString('hex');
  const folder = await mkdtemp(path.join(tmpdir(), 'photo-app-e2e-'));
  const env = {
    DB_URL: database.url,
    JWT_SECRET: secret,
    BCRYPT_COST: '10',
    LOGIN_RATE_LIMIT: 'off',
    PORT: '0',
    LOG_LEVEL: 'warn',
    CLIENT_DIR: client,
    STATIC_DIR: folders.statics,
    ...settings,
  };
  const child = spawn(photoApp(), ['serve'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // An interrupted run must not leave servers behind.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);

  const printed = outputOf(child);
  const origin = await printed(READY);
  return {
    origin,
    printed,
    secret,
    images: path.join(folder, 'data/images'),
    command: async (...words) => {
      const beside = { ...env, PORT: new URL(origin).port };
      return (await promisify(execFile)(photoApp(), words, { cwd: folder, env: beside })).stdout;
    },
    stop: async () => {
      process.off('exit', kill);
      const end = await stopped(child);
      await rm(folder, { recursive: true });
      if (end !== 0 && end !== 'SIGTERM') throw new Error(`The server ended with ${end}.`);
    },
  };
}

function outputOf({ stdout }: ChildProcess): Server['printed'] {
  if (!stdout) throw new Error('The server’s output is not piped.');
  const seen: string[] = [];
  const lines = createInterface(stdout).on('line', (line) => seen.push(line));
  const ended = once(lines, 'close').then(() => {
    throw new Error(`The server ended after it had printed: ${seen.join('\n')}`);
  });
  ended.catch(() => undefined);
  return async (pattern) => {
    for (;;) {
      for (const line of seen) {
        const found = pattern.exec(line)?.[1];
        if (found !== undefined) return found;
      }
      await Promise.race([once(lines, 'line'), ended]);
    }
  };
}

/** The exit code, or the signal if it arrived before the server listened for it. */
async function stopped(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
  }
  return child.exitCode ?? child.signalCode;
}
