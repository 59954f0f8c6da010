import { writeSync } from 'node:fs';
import { afterEach, beforeEach } from 'node:test';
import type { SuiteContext, TestContext } from 'node:test';
import { lastStep, reachStep } from '../../test/support/steps.ts';

/**
 * Loaded before the tests of a stage: ends a test process in which no test began or ended and no step was reached for
 * WAVEGATE_TEST_HANG_MINUTES, and says what it waited for. A time limit for each test would have to allow for the slowest
 * test on the slowest machine; something that happens shows on any machine that the test is alive.
 */
const minutes = Number(process.env['WAVEGATE_TEST_HANG_MINUTES']);
const looks = 5_000;

// The process that only starts others, one for each file, has no tests of its own.
const hasTests = process.env['NODE_TEST_CONTEXT'] !== undefined || process.execArgv.includes('--test-isolation=none');

if (hasTests && minutes > 0) watch();

function watch(): void {
  let running: string | undefined;
  beforeEach((context) => {
    running = nameOf(context);
    reachStep(`the body of the test`);
  });
  afterEach(() => {
    running = undefined;
    reachStep('the next test');
  });
  let seen = lastStep();
  let idle = 0;
  setInterval(() => {
    const step = lastStep();
    // Counts looks instead of comparing times: a machine that slept, or a loop that was blocked, has not waited.
    idle = step.count === seen.count ? idle + looks : 0;
    seen = step;
    if (idle < minutes * 60_000) return;
    const test = running === undefined ? process.argv[1] : `"${running}"`;
    const open = [...new Set(process.getActiveResourcesInfo())].join(', ');
    writeSync(
      2,
      `\nHangs: nothing happened for ${minutes} minutes in ${test}. Last waited for: ${step.what}. Open: ${open}.\n`,
    );
    process.exit(1);
  }, looks).unref();
}

function nameOf(context: TestContext | SuiteContext): string {
  return 'fullName' in context ? context.fullName : '';
}
