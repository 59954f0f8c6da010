import { triages } from '../../core/plan/vocabulary.ts';
import type { Triage } from '../../core/plan/schema.ts';
import type { RunEngine } from '../../engine/runEngine.ts';
import { defineCommand, placeOptions } from '../command.ts';
import { CliError, exitCodes } from '../exit.ts';
import { oneOf } from '../follow/approvals.ts';
import { openNamedRun } from '../openRun.ts';
import { writeJson, writeLines } from '../terminal.ts';

export const triage = defineCommand({
  name: 'triage',
  usage: `RUN ${triages.join('|')} [FINDING…]`,
  summary: 'Mark findings of the audit or of the validators. Without FINDING: all that are not marked yet.',
  details: [
    'status shows the findings with their ids.',
    'Blockers of validators that are marked out or deferred no longer keep the result from its acceptance gate, which shows them.',
    '--plan FILE  the plan file, if it is not where it was in the repository',
  ],
  options: { ...placeOptions, plan: { type: 'string' } },
  arguments: [2, 1_000],
  async run({ values, positionals: [run = '', word = '', ...named], terminal }) {
    const mark = oneOf(triages, word, 'triage');
    const { engine, who } = await openNamedRun(terminal, values, run);
    try {
      const findings = named.length > 0 ? named : unmarked(engine);
      await markFindings(engine, findings, mark, who);
      if (values.json === true) await writeJson(terminal, { run, triage: mark, findings });
      else await writeLines(terminal, [`Marked ${mark}: ${findings.length === 0 ? 'nothing' : findings.join(', ')}.`]);
      terminal.note(`Go on with: wavegate resume ${run}`);
      return exitCodes.done;
    } finally {
      await engine.close();
    }
  },
});

/** Findings that wait for somebody to mark them: of the audit while it is triaged, else of the validators. */
function unmarked({ state }: RunEngine): readonly string[] {
  const findings = state.audit.status === 'triage' ? state.audit.findings : state.lastFindings;
  return findings.filter(({ triage: marked }) => marked === undefined).map(({ id }) => id);
}

/** @throws CliError `no` at the first finding that cannot be marked now */
export async function markFindings(
  engine: RunEngine,
  findings: readonly string[],
  mark: Triage,
  who: string,
): Promise<void> {
  for (const finding of findings) {
    const { refused } = await engine.submit({ type: 'triage-finding', finding, triage: mark, who });
    if (refused !== undefined) throw new CliError('no', refused);
  }
}
