import { compareWithBaseline } from '../../../src/core/checks/compareWithBaseline.ts';
import type { Comparison } from '../../../src/core/checks/compareWithBaseline.ts';
import { isRed } from '../../../src/core/checks/isRed.ts';
import type { CheckRun } from '../../../src/core/run/model.ts';
import { judgeRun } from '../../../src/checks/judgeRun.ts';
import { parseTestOutput } from '../../../src/checks/parseTestOutput.ts';
import { plainText } from '../../../src/checks/plainText.ts';

/** What a check printed and how it ended. */
export interface Printed {
  readonly text: string;
  readonly exit?: number | null;
  readonly command?: string;
}

/** The run that a check would be, had it printed this. */
export function runOf({ text: output, exit = 1, command = 'npm test' }: Printed): CheckRun {
  const text = plainText(output);
  const reading = parseTestOutput(text, '/home/dev/project');
  const { passed, skipped, failed } = reading;
  return {
    name: 'test',
    command,
    exitCode: exit,
    timedOut: false,
    milliseconds: 1,
    runs: 1,
    ...(passed !== undefined && { passed }),
    ...(skipped !== undefined && skipped > 0 && { skipped }),
    failed,
    ...judgeRun({ name: 'test', command, exitCode: exit, timedOut: false, text, reading }),
    tail: text,
  };
}

/** Whether a gate opens on what was printed now, given what was printed on the code as it was before. */
export function gateOn(now: Printed, before: Printed): Comparison {
  const run = runOf(now);
  if (!isRed(run)) return { run, passes: true, known: 0 };
  return compareWithBaseline(run, runOf(before));
}
