import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['**/*.journey.ts'],
    globalSetup: './harness/globalSetup.ts',
    reporters: ['verbose'],
    restoreMocks: true,
    maxWorkers: 2,
    // Files share their modules and a browser, and nothing else.
    isolate: false,
    // Generous, because a busy machine is no failure; what is awaited is a condition, never a time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000, interval: 50 } },
  },
});
