import { triages } from '../../core/plan/schema/vocabulary.ts';
import type { Triage } from '../../core/plan/schema/plan.ts';
import { placedTasks } from '../../core/plan/lookup.ts';
import type { RunState } from '../../core/model/state.ts';
import { defineCommand, drivenDetails, placeOptions, signingOptions } from '../shared/command.ts';
import { openDesk } from '../shared/desk.ts';
import type { Desk } from '../shared/desk.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { oneOf } from '../follow/approvals.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

/** The decisions of a person on blockers, in their own words. */
const asides: Readonly<Record<string, { readonly mark: Triage; readonly says: string }>> = {
  real: { mark: 'in', says: 'real' },
  pedantic: { mark: 'out', says: 'pedantic' },
  later: { mark: 'deferred', says: 'later' },
  'wrong-spec': { mark: 'out', says: '' },
};

export const triage = defineCommand({
  name: 'triage',
  usage: `RUN ${[...triages, ...Object.keys(asides)].join('|')} [FINDING…] [--note TEXT] [--key FILE]`,
  summary: 'Mark findings of the audit or of the validators. Without FINDING: all that are not marked yet.',
  details: [
    ...drivenDetails,
    'status shows the findings with their ids.',
    'Blockers of validators that are marked out or deferred no longer keep the result from its acceptance gate, which shows them.',
    'real is in, pedantic is out, later is deferred; wrong-spec says that the specification or the plan is wrong: it needs a note, and keeps the result back until one of them is revised (adapt RUN revise TASK, or an edit of the plan). No code is fixed for it.',
    'Comments of reviewers on the pull request are marked while it waits: out and deferred need a note, which is posted as the answer; in leads to a fix wave once the merge gate is rejected.',
    '--note TEXT  the reason; part of the record and of the history of the finding',
    '--plan FILE  the plan file, if it is not where it was in the repository',
  ],
  options: { ...placeOptions, ...signingOptions, plan: { type: 'string' }, note: { type: 'string' } },
  arguments: [2, 1_000],
  async run({ values, positionals: [run = '', word = '', ...named], terminal }) {
    const aside = Object.hasOwn(asides, word) ? asides[word] : undefined;
    const mark = aside?.mark ?? oneOf(triages, word, 'triage');
    const said = typeof values.note === 'string' ? values.note.trim() : '';
    if (word === 'wrong-spec' && said === '') {
      throw new CliError(
        'usage',
        'Say with --note what is wrong about the specification or the plan, and what should be true.',
      );
    }
    const note = [aside?.says ?? '', said].filter((text) => text !== '').join(': ');
    const desk = await openDesk(terminal, values, run);
    try {
      const findings = named.length > 0 ? named : unmarked(desk.state);
      await markFindings(desk, findings, mark, note, word === 'wrong-spec');
      if (values.json === true) await writeJson(terminal, { run, triage: mark, findings });
      else await writeLines(terminal, [`Marked ${mark}: ${findings.length === 0 ? 'nothing' : findings.join(', ')}.`]);
      if (word === 'wrong-spec') {
        const owner = placedTasks(desk.state.plan.plan).at(-1)?.task.id ?? 'TASK';
        terminal.note(
          `The result waits for a revision. To have a task correct the specification: wavegate adapt ${run} revise ${owner}. To correct the plan: edit ${desk.state.plan.file}, which asks for approval at its gate.`,
        );
      }
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
export async function markFindings(
  desk: Desk,
  findings: readonly string[],
  mark: Triage,
  note = '',
  wrongSpec = false,
): Promise<void> {
  for (const finding of findings) {
    const { refused } = await desk.ask({
      type: 'triage-finding',
      finding,
      triage: mark,
      ...(note === '' ? {} : { note }),
      ...(wrongSpec ? { wrongSpec } : {}),
    });
    if (refused !== undefined) throw new CliError('no', refused);
  }
}
