import { judgeConstraint } from '../../core/constraints/judgeConstraint.ts';
import type { Measurement } from '../../core/constraints/judgeConstraint.ts';
import type { CheckWork } from '../../core/model/sessionWork.ts';
import type { CheckRun } from '../../core/model/checkRun.ts';

type Asked = CheckWork['checks'][number];
export type Constraint = Asked & { readonly measure: NonNullable<Asked['measure']> };

/** Runs of one constraint at one commit. */
export interface Measuring {
  readonly measurement: Measurement;
  readonly last: CheckRun | undefined;
  readonly milliseconds: number;
}

export const isConstraint = (asked: Asked): asked is Constraint => asked.measure !== undefined;

/** Measures a constraint as often as it asks for; the first run without a number ends it. */
export async function measure({ measure: asked }: Constraint, runOnce: () => Promise<CheckRun>): Promise<Measuring> {
  const numbers: number[] = [];
  let last: CheckRun | undefined;
  let milliseconds = 0;
  for (let count = 0; count < asked.repeats; count++) {
    last = await runOnce();
    milliseconds += last.milliseconds;
    const { number } = last;
    if (last.exitCode !== 0 || last.timedOut) {
      const ended = last.timedOut
        ? 'took too long'
        : last.exitCode === null
          ? 'could not be run'
          : `ended with ${last.exitCode}`;
      return { measurement: `The command ${ended}, so nothing was measured.`, last, milliseconds };
    }
    if (typeof number !== 'number') return { measurement: number ?? 'It printed no number.', last, milliseconds };
    numbers.push(number);
  }
  return { measurement: numbers, last, milliseconds };
}

/** The constraint as one check, with the numbers of both commits. */
export function constraintRun(
  { name, command, measure: asked }: Constraint,
  now: Measuring,
  base: Measuring,
): CheckRun {
  const { exitCode = null, timedOut = false, tail = '' } = now.last ?? {};
  return {
    ...{ name, command, exitCode, timedOut, runs: 1, failed: [], tail },
    milliseconds: now.milliseconds,
    measured: judgeConstraint(asked, now.measurement, base.measurement),
  };
}
