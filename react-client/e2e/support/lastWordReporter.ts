import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Lists at the end which tests failed, and which passed only when run again, so that a retry hides no flaky test. */
export default class LastWordReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    list('failed at first, and passed when run again', tests.filter(neededRetry));
    list('failed every time', tests.filter(hasFailed));
  }
}

function list(outcome: string, tests: TestCase[]): void {
  if (tests.length === 0) return;

  console.error(`\n${'!'.repeat(80)}\n${tests.length} end-to-end test(s) ${outcome}:`);
  for (const test of tests) {
    console.error(`\n  ${test.module.relativeModuleId} > ${test.fullName}`);
    for (const { message } of test.result().errors ?? []) console.error(`    ${message.replaceAll('\n', '\n    ')}`);
  }
  console.error(`\n${'!'.repeat(80)}`);
}

function neededRetry(test: TestCase): boolean {
  return test.diagnostic()?.flaky ?? false;
}

function hasFailed(test: TestCase): boolean {
  return test.result().state === 'failed';
}
