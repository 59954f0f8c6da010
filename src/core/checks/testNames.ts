import type { CheckRun } from '../model/checkRun.ts';
import { steadyName } from './steadyName.ts';

export interface NamedTests {
  readonly passed: ReadonlySet<string>;
  readonly skipped: ReadonlySet<string>;
  readonly failed: ReadonlySet<string>;
}

/** Tests of a run by name; undefined where its runner does not list them all. */
export function namesOfTests({ tests, failed }: CheckRun): NamedTests | undefined {
  if (tests === undefined) return undefined;
  return {
    passed: new Set(tests.passed.map(steadyName)),
    skipped: new Set(tests.skipped.map(steadyName)),
    failed: new Set(failed.map(({ name }) => steadyName(name))),
  };
}
