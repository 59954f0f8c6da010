import type { BoardFinding } from '../../core/model/boardModel.ts';
import { gateKinds, triages } from '../../core/plan/schema/vocabulary.ts';

type GateKind = (typeof gateKinds)[number];
type Triage = (typeof triages)[number];

/**
 * Kinds of rows, by which package.json's menus (`viewItem`) decide what buttons a row has. A test holds the two together.
 */
export type ItemContext =
  | `gate.pending.${GateKind}`
  | 'gate.ended'
  | `file.${'none' | 'ok' | 'not-ok' | 'closed'}`
  | 'adaptation'
  | 'adaptation.again'
  | 'adaptation.checks'
  | 'adaptation.acceptable'
  | `finding.${'open' | 'result' | 'closed'}.${Triage | 'none' | 'spec'}`
  | 'findings.open'
  | `session.${'agent' | 'work'}.${'planned' | 'ready' | 'running' | 'ended'}`
  | `session.agent.${'taken-over' | 'takeable'}.running`
  | 'session.agent.denied.ended'
  | 'answer.kept'
  | 'run';

/** Every context a row of a view can have. */
export const itemContexts: readonly ItemContext[] = [
  ...gateKinds.map((kind) => `gate.pending.${kind}` as const),
  'gate.ended',
  ...(['none', 'ok', 'not-ok', 'closed'] as const).map((verdict) => `file.${verdict}` as const),
  'adaptation',
  'adaptation.again',
  'adaptation.checks',
  'adaptation.acceptable',
  ...(['open', 'result', 'closed'] as const).flatMap((state) =>
    ([...triages, 'none', 'spec'] as const).map((triage) => `finding.${state}.${triage}` as const),
  ),
  'findings.open',
  ...(['agent', 'work'] as const).flatMap((kind) =>
    (['planned', 'ready', 'running', 'ended'] as const).map((status) => `session.${kind}.${status}` as const),
  ),
  'session.agent.taken-over.running',
  'session.agent.takeable.running',
  'session.agent.denied.ended',
  'answer.kept',
  'run',
];

/** Kind of a finding's row or thread; `result`: of the validators, and it keeps the result back; `spec`: it is one of the specification. */
export function findingContext({ open, source, triage, wrongSpec }: BoardFinding): ItemContext {
  return `finding.${open ? (source === 'validators' ? 'result' : 'open') : 'closed'}.${wrongSpec === undefined ? (triage ?? 'none') : 'spec'}`;
}
