import { triages } from '../../core/plan/schema/vocabulary.ts';
import type { Triage } from '../../core/plan/schema/plan.ts';
import type { RunState } from '../../core/model/state.ts';
import { defineCommand, drivenDetails, placeOptions, signingOptions } from '../shared/command.ts';
import { openDesk } from '../shared/desk.ts';
import type { Desk } from '../shared/desk.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { oneOf } from '../follow/approvals.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const triage = defineCommand({
  name: 'triage',
  usage: `RUN ${triages.join('|')} [FINDING…] [--key FILE]`,
  summary: 'Mark findings of the audit or of the validators. Without FINDING: all that are not marked yet.',
  details: [
    ...drivenDetails,
    'status shows the findings with their ids.',
    'Blockers of validators that are marked out or deferred no longer keep the result from its acceptance gate, which shows them.',
    '--plan FILE  the plan file, if it is not where it was in the repository',
  ],
  options: { ...placeOptions, ...signingOptions, plan: { type: 'string' } },
  arguments: [2, 1_000],
  async run({ values, positionals: [run = '', word = '', ...named], terminal }) {
    const mark = oneOf(triages, word, 'triage');
    const desk = await openDesk(terminal, values, run);
    try {
      const findings = named.length > 0 ? named : unmarked(desk.state);
      await markFindings(desk, findings, mark);
      if (values.json === true) await writeJson(terminal, { run, triage: mark, findings });
      else await writeLines(terminal, [`Marked ${mark}: ${findings.length === 0 ? 'nothing' : findings.join(', ')}.`]);
      terminal.note(desk.goOn(`wavegate resume ${run}`));
      return exitCodes.done;
    } finally {
      await desk.close();
    }
  },
});

/** Findings that wait for somebody to mark them: of the audit while it is triaged, else of the validators. */
function unmarked(state: RunState): readonly string[] {
  const findings = state.audit.status === 'triage' ? state.audit.findings : state.lastFindings;
  return findings.filter(({ triage: marked }) => marked === undefined).map(({ id }) => id);
}

/** @throws CliError `no` at the first finding that cannot be marked now */
export async function markFindings(desk: Desk, findings: readonly string[], mark: Triage): Promise<void> {
  for (const finding of findings) {
    const { refused } = await desk.ask({ type: 'triage-finding', finding, triage: mark });
    if (refused !== undefined) throw new CliError('no', refused);
  }
}
