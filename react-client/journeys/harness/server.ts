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
  /** The folder with the client to serve, ours unless said otherwise. */
  client?: string;
  /** Fills the database first. */
  demo?: boolean;
}

export interface Server {
  origin: string;
  /** What it signs tokens with. */
  secret: string;
  /** The folder with the pictures that were uploaded. */
  pictures: string;
  /** Has the same program do something else beside the server, with the same settings; gives what it prints. */
  command: (...words: string[]) => Promise<string>;
  stop: () => Promise<void>;
}

const READY = /^Photo App is ready at (http:\S+)$/;

/** Starts the real server on a port of its own, in an empty folder, without any setting from outside. */
export async function startServer({ database, client = folders.client, demo = false }: ServerOptions): Promise<Server> {
  const secret = randomBytes(32).toString('hex');
  const folder = await mkdtemp(path.join(tmpdir(), 'photo-app-journey-'));
  const env = {
    DB_URL: database.url,
    JWT_SECRET: secret,
    BCRYPT_COST: '10',
    LOGIN_RATE_LIMIT: 'off',
    PORT: '0',
    LOG_LEVEL: 'warn',
    CLIENT_DIR: client,
    STATIC_DIR: folders.statics,
  };
  const child = spawn(photoApp(), ['serve', ...(demo ? ['--demo'] : [])], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A run that is broken off must not leave servers behind.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);

  const origin = await address(child);
  return {
    origin,
    secret,
    pictures: path.join(folder, 'data/images'),
    command: async (...words) => {
      const settings = { ...env, PORT: new URL(origin).port };
      return (await promisify(execFile)(photoApp(), words, { cwd: folder, env: settings })).stdout;
    },
    stop: async () => {
      process.off('exit', kill);
      const end = await stopped(child);
      await rm(folder, { recursive: true });
      if (end !== 0 && end !== 'SIGTERM') throw new Error(`The server ended with ${end}.`);
    },
  };
}

async function address({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('The server’s output is not piped.');
  for await (const line of createInterface(stdout)) {
    const origin = READY.exec(line)?.[1];
    if (!origin) continue;
    stdout.resume();
    return origin;
  }
  throw new Error('The server ended without getting ready.');
}

/** How the server ended: with an exit code, or by the signal itself when that came before it was listened for. */
async function stopped(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
  }
  return child.exitCode ?? child.signalCode;
}
