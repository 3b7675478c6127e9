import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['**/*.journey.ts'],
    globalSetup: './harness/globalSetup.ts',
    reporters: ['verbose'],
    restoreMocks: true,
    maxWorkers: 2,
    // Files share nothing but code and a browser.
    isolate: false,
    // Generous, because a busy machine is no failure; what is awaited is a condition, never a time.
    testTimeout: 60_000,
    // A browser on a busy machine stalls now and then; what is broken fails twice.
    retry: 1,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000, interval: 50 } },
  },
});
