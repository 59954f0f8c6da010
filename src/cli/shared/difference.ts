import { changeReasons } from '../../core/gates/changeSigns.ts';
import { gateSpecs } from '../../core/gates/specs/gateSpecs.ts';
import { planChanges } from '../../core/plan/planChanges.ts';
import type { Gate } from '../../core/model/gate.ts';
import type { RunState } from '../../core/model/state.ts';
import { unifiedDiff } from '../../core/text/lineDiff.ts';
import { mergedChanges } from '../../git/changes/changes.ts';
import { gitContent } from '../../git/call/runGit.ts';
import { CliError } from './exit.ts';
import { writeJson, writeLines, writeText } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** As many paths as fit on any command line. */
const atOnce = 200;

/**
 * Prints what a gate is about as a diff, the riskiest files first, with reasons to look at a file; at a plan gate, what changes in the
 * plan; without a gate, everything the run has committed.
 *
 * @param repository absolute path
 * @param form options of `git diff` for another form than the whole text
 * @throws CliError `no` for a gate that is about no change
 */
export async function writeDifference(
  terminal: Terminal,
  repository: string,
  state: RunState,
  gate: Gate | undefined,
  { json, form }: { readonly json: boolean; readonly form: readonly string[] },
): Promise<void> {
  const difference = gate && gateSpecs[gate.kind].difference;
  if (difference?.of === 'plan') {
    const after = difference.after(state);
    const changes = after === undefined ? [] : planChanges(state.plan.plan, after);
    if (json) await writeJson(terminal, { gate: gate?.id, changes });
    else {
      await writeLines(terminal, changes);
      const changed = state.baseMerge ?? state.adaptation?.proposal?.plan ?? state.edit?.plan;
      if (changed !== undefined && form.length === 0)
        await writeText(terminal, `\n${unifiedDiff(state.plan.source, changed.source, state.plan.file)}`);
    }
    if (changes.length === 0) terminal.note(`The plan is as it was when the run last agreed on it: ${state.plan.file}`);
    return;
  }
  const { from, to } = spanOf(state, gate);
  const first = (gate && gateSpecs[gate.kind].files?.sampled(state, gate)) ?? [];
  const changes = await mergedChanges(repository, from, to);
  const files = changes.map(({ path }) => path);
  const others = changes
    .filter(({ path }) => !first.some((file) => file.path === path))
    .map((change) => ({ path: change.path, reasons: changeReasons(change) }));
  if (json) {
    await writeJson(terminal, { from, to, files, lookedAtFirst: first, others });
    return;
  }
  const show = async (paths: readonly string[]): Promise<void> => {
    const argv = [
      'diff',
      '--no-ext-diff',
      '--no-textconv',
      '--no-color',
      '--no-renames',
      ...form,
      from,
      to,
      '--',
      ...paths,
    ];
    await writeText(terminal, await gitContent(argv, { folder: repository }));
  };
  const note = ({ path, reasons }: (typeof others)[number]): void => {
    if (reasons.length > 0) terminal.note(`${path}: ${reasons.join('; ')}`);
  };
  for (const file of first) {
    note(file);
    await show([file.path]);
  }
  for (let index = 0; index < others.length; index += atOnce) {
    const some = others.slice(index, index + atOnce);
    some.forEach(note);
    await show(some.map(({ path }) => path));
  }
}

/**
 * The commits a gate is between: before and after its wave, or all of the run.
 * @throws CliError `no` for a gate that is about no change
 */
export function spanOf(state: RunState, gate: Gate | undefined): { readonly from: string; readonly to: string } {
  const wave = gate?.wave === undefined ? undefined : state.waves[gate.wave];
  const merged = wave?.merge?.commit;
  const difference = gate && gateSpecs[gate.kind].difference;
  if (difference?.of === 'nothing') {
    throw new CliError('no', `Gate ${gate?.id} ${difference.why}, so there is no diff. See \`wavegate gates\`.`);
  }
  return wave !== undefined && merged !== undefined
    ? { from: wave.carries.length > 0 && wave.commit === undefined ? state.head : wave.base, to: merged }
    : { from: state.base.commit, to: state.head };
}
