import type { Tools } from '../model/tools.ts';
import type { Evidence } from '../model/gate.ts';
import type { RunState } from '../model/state.ts';
import type { GateDraft } from '../model/gateDraft.ts';
import type { Missing } from '../model/missing.ts';
import { aheadRound, heldBy, withoutKey } from '../queries/ahead.ts';
import { sessionsOf } from '../queries/runQueries.ts';
import { aheadFindingLines, aheadTitle, aheadVerdictLines } from '../validators/aheadLines.ts';
import { hashOf } from './evidence.ts';
import type { GateSpec, Sections } from './gateSpec.ts';

/** The part of a launch gate that rests on validators who have read the tasks ahead. */

/** Binds a launch to the verdicts it was given on. */
export function aheadEvidence(state: RunState, tools: Tools, wave: string | undefined): Evidence {
  const round = wave === undefined ? undefined : aheadRound(state, wave);
  if (round === undefined) return {};
  const reviews = sessionsOf(state, Object.values(round.sessions)).map(({ id, result }) => [id, result?.review ?? '']);
  return { ahead: hashOf([reviews, round.findings ?? [], round.voided], tools) };
}

export function aheadSections(state: RunState, wave: string): Sections {
  return [
    { title: 'Validated ahead', lines: aheadVerdictLines(state, wave) },
    { title: 'Findings of the validators', lines: aheadFindingLines(state, wave) },
  ];
}

/** A blocker, or a verdict that is not there, can be waived by a person who says why. */
export function aheadQuestions(
  state: RunState,
  wave: string | undefined,
): NonNullable<ReturnType<NonNullable<GateSpec['questions']>>> {
  const { blockers, missing } = heldBy(state, wave);
  return [
    ...blockers.map(({ id, title, file, line }) => ({
      id,
      text: `Blocker: ${title} (${file}:${line}). Change the plan; or launch all the same, because:`,
      inWords: true as const,
    })),
    ...missing.map(({ subject, why }) => ({
      id: withoutKey(subject),
      text: `${aheadTitle(state.plan.plan, subject)} has given no verdict: ${why} Ask again; or launch without it, because:`,
      inWords: true as const,
    })),
  ];
}

export function aheadMissing(
  state: RunState,
  wave: string | undefined,
  answers: GateDraft['answers'],
): readonly Missing[] {
  const { blockers, missing } = heldBy(state, wave);
  const open = blockers.filter(({ id }) => (answers[id] ?? '').trim() === '');
  const without = missing.filter(({ subject }) => (answers[withoutKey(subject)] ?? '').trim() === '');
  const places = open.map(({ id, title, file, line }) => `${title} (${file}:${line}) [${id}=WHY]`);
  const names = without.map(
    ({ subject, why }) => `${aheadTitle(state.plan.plan, subject)}: ${why} [${withoutKey(subject)}=WHY]`,
  );
  return [
    ...(open.length === 0
      ? []
      : [
          {
            field: 'answers',
            names: open.map(({ id }) => id),
            text: `Validators hold this launch: ${places.join('; ')}. Change the plan, which they then read again (\`wavegate draft PLAN --remedy ${state.run}\` drafts the change), or say why it is launched all the same.`,
          } as const,
        ]),
    ...(without.length === 0
      ? []
      : [
          {
            field: 'answers',
            names: without.map(({ subject }) => withoutKey(subject)),
            text: `No verdict: ${names.join('; ')}. Ask again with \`wavegate retry ${state.run}\`, or Try Again in the editor, or say why it is launched without.`,
          } as const,
        ]),
  ];
}
