import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['**/*.e2e.ts'],
    globalSetup: './support/globalSetup.ts',
    reporters: ['verbose', './support/lastWordReporter.ts'],
    restoreMocks: true,
    maxWorkers: 2,
    // Files share their modules and a browser, and nothing else.
    isolate: false,
    // A few slow seconds on a busy machine should fail nothing. The reporter names every test that needed another run.
    retry: 2,
    // Generous, because a busy machine is not an error. Tests wait for conditions, never for a time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000, interval: 50 } },
  },
});
