import type { TestContext } from 'node:test';

/** Does one part of a test, under its name. */
export type Step = (name: string, work: () => Promise<void>) => Promise<void>;

/** Names the parts of a long test. One that fails ends the test: the ones after it build on it. */
export function stepsOf(t: TestContext): Step {
  return async (name, work) => {
    let failure: unknown;
    await t.test(name, () =>
      work().catch((error: unknown) => {
        failure = error;
        throw error;
      }),
    );
    if (failure !== undefined) throw new Error(`Step "${name}" failed.`, { cause: failure });
  };
}
