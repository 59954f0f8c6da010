import type { FailedTest } from '../model/checkRun.ts';
import { steadyName } from './steadyName.ts';

/**
 * Failures that an earlier run did not have. A test is the same one when name and file are the same but for what changes
 * with every run; of several alike only as many are taken out as the earlier run has.
 *
 * @param passed names of the tests that pass now, where they are known: none of them is another test by another name
 */
export function newFailures(
  failed: readonly FailedTest[],
  earlier: readonly FailedTest[],
  passed: readonly string[] = [],
): readonly FailedTest[] {
  // Names that are exactly the same first, so that a table's cases are not taken for each other.
  const exactly = without(failed, earlier, identityOf);
  const mended = new Set(passed);
  const gone = exactly.unused.filter(({ name }) => !mended.has(name));
  return without(exactly.left, gone, steadyIdentityOf).left;
}

function without(
  failed: readonly FailedTest[],
  earlier: readonly FailedTest[],
  identity: (test: FailedTest) => string,
): { readonly left: readonly FailedTest[]; readonly unused: readonly FailedTest[] } {
  const unused = [...earlier];
  const left = failed.filter((test) => {
    const at = unused.findIndex((other) => identity(other) === identity(test));
    if (at >= 0) unused.splice(at, 1);
    return at < 0;
  });
  return { left, unused };
}

const identityOf = ({ name, file }: FailedTest) => `${file ?? ''}\n${name}`;
const steadyIdentityOf = ({ name, file }: FailedTest) => `${steadyName(file ?? '')}\n${steadyName(name)}`;
