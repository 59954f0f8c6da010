import { gateKinds, triages } from '../../core/plan/schema/vocabulary.ts';
import type { GateKind, Triage } from '../../core/plan/schema/plan.ts';
import { answers } from '../../core/model/revision.ts';
import type { Strategy } from '../../core/model/revision.ts';
import { CliError } from '../shared/exit.ts';

/** Approvals given in advance on the command line, for an unattended run. */
export interface Approvals {
  readonly kinds: ReadonlySet<GateKind>;
  /** Triage of findings that are not marked yet. */
  readonly triage?: Triage;
  /** Strategy for a wave that fails. */
  readonly adapt?: Strategy;
  /** Hash of the plan as it was when the command was given: a plan edited since is not covered. */
  readonly plan: string;
  readonly note: string;
  /** The note as it was given: goes to the agents of a plan that --adapt changes. */
  readonly diagnosis?: string;
}

export const approvalOptions = {
  approve: { type: 'string' },
  triage: { type: 'string' },
  adapt: { type: 'string' },
  note: { type: 'string' },
} as const;

export const approvalDetails = [
  `--approve all|KIND,…  approve gates of these kinds: ${gateKinds.join(', ')}`,
  `--triage ${triages.join('|')}  mark findings that are not marked yet`,
  `--adapt ${answers.join('|')}  what to do about a wave that fails (its gate needs --approve adapt)`,
  '--note TEXT  goes into every decision, and is needed where a gate asks for a reason; with --adapt, also to the agents, as your diagnosis of what failed',
] as const;

const standardNote = 'approved by --approve on the command line';

interface ApprovalValues {
  readonly approve?: string | undefined;
  readonly triage?: string | undefined;
  readonly adapt?: string | undefined;
  readonly note?: string | undefined;
}

/** @throws CliError `usage` for words that are not among the choices */
export function readApprovals(values: ApprovalValues, plan: string): Approvals {
  const words = (values.approve ?? '').split(',').filter((word) => word !== '');
  const kinds = words.flatMap((word) => (word === 'all' ? gateKinds : [oneOf(gateKinds, word, '--approve')]));
  return {
    kinds: new Set(kinds),
    plan,
    note: values.note ?? standardNote,
    ...(values.note !== undefined && { diagnosis: values.note }),
    ...(values.triage !== undefined && { triage: oneOf(triages, values.triage, '--triage') }),
    ...(values.adapt !== undefined && { adapt: oneOf(answers, values.adapt, '--adapt') }),
  };
}

/** @throws CliError `usage` */
export function oneOf<T extends string>(choices: readonly T[], word: string, option: string): T {
  const found = choices.find((choice) => choice === word);
  if (found !== undefined) return found;
  throw new CliError('usage', `${option} takes ${choices.join(', ')}, not ${JSON.stringify(word)}.`);
}
