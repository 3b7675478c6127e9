import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Lists at the end which tests passed only on their second run, so that a retry hides no flaky test. */
export default class FlakyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const flaky = modules.flatMap((module) => [...module.children.allTests()].filter(neededRetry));
    if (flaky.length === 0) return;

    console.error(`\n${'!'.repeat(80)}\n${flaky.length} end-to-end test(s) failed once, and passed on the second run:`);
    for (const test of flaky) {
      console.error(`\n  ${test.module.relativeModuleId} > ${test.fullName}`);
      for (const { message } of test.result().errors ?? []) console.error(`    ${message.replaceAll('\n', '\n    ')}`);
    }
    console.error(`\n${'!'.repeat(80)}`);
  }
}

function neededRetry(test: TestCase): boolean {
  return test.diagnostic()?.flaky ?? false;
}
