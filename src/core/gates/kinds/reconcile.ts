import { planHash } from '../../plan/planHash.ts';
import { noteScope } from '../../planText/edit/noteScope.ts';
import type { ScopePart } from '../../planText/edit/noteScope.ts';
import { triages } from '../../plan/schema/vocabulary.ts';
import type { RunEvent } from '../../model/events.ts';
import type { Missing } from '../../model/missing.ts';
import type { GateDraft } from '../../model/gateDraft.ts';
import type { RunState } from '../../model/state.ts';
import type { Gate } from '../../model/gate.ts';
import type { PlanRevision } from '../../model/revision.ts';
import type { Tools } from '../../model/tools.ts';
import { itemWords, reconcileItems } from '../../queries/reconcile.ts';
import type { ReconcileItem } from '../../queries/reconcile.ts';
import { hashOf } from '../evidence.ts';
import type { GateSpec } from '../gateSpec.ts';

/** Follow-ups, deviations and questions of a wave: into the plan, deferred, or dropped, all of it in one revision. */
export const reconcile: GateSpec = {
  scope: 'wave',
  title: 'Reconcile the plan after',
  icon: 'checklist',
  station: 'plan',
  about: () =>
    'This came up in the wave, and the plan does not know it. Approving writes what you mark in and deferred into the scope of the plan, as one revision with your reason. Rejecting drops all of it.',
  sections: (state, gate) => [
    {
      title: 'Came up',
      lines: itemsOf(state, gate).map(({ from, text }) => `${itemWords[from]}: ${text}`),
      asked: true,
    },
  ],
  difference: { of: 'nothing', why: 'is about what the plan does not say yet' },

  evidence: (state, tools, wave) => ({
    plan: state.plan.hash,
    base: state.head,
    items: hashOf(reconcileItems(state, state.waves[wave ?? '']), tools),
  }),
  looksOutside: 'no',

  missing,
  questionsTitle: 'Into the plan, deferred, or dropped',
  questions: (state, gate) =>
    itemsOf(state, gate).map(({ id, from, text }) => ({ id, text: `${itemWords[from]}: ${text}`, choices })),
  inAdvance: {
    // Nobody could be asked, so nothing is lost and nothing is begun.
    answers: (_note, state, gate) => Object.fromEntries(itemsOf(state, gate).map(({ id }) => [id, 'deferred'])),
  },

  guards: () => undefined,
  onUse,

  afterRejection: 'leads-on',
  reopenObstacle: (_state, { status }) =>
    status === 'rejected' ? 'What came up was dropped. Edit the plan to take some of it over.' : undefined,
  planEdit: 'voids',
};

const choices = [
  { value: 'in', label: 'In' },
  { value: 'deferred', label: 'Deferred' },
  { value: 'out', label: 'Dropped' },
] as const;

function itemsOf(state: RunState, { wave = '' }: Pick<Gate, 'wave'>): readonly ReconcileItem[] {
  return reconcileItems(state, state.waves[wave]);
}

function missing(state: RunState, gate: Gate, { answers, note }: GateDraft): readonly Missing[] {
  const items = itemsOf(state, gate);
  const open = items.filter(({ id }) => !triages.some((mark) => mark === answers[id]));
  const named = open.map(({ id, text }) => `${text} [${id}=in|deferred|out]`);
  const noted = noteScope(state.plan.source, entriesOf(items, answers));
  return [
    ...(open.length === 0
      ? []
      : [
          {
            field: 'answers',
            names: open.map(({ id }) => id),
            text: `Mark what came up in (the plan is to deal with it), deferred, or out (dropped): ${named.join('; ')}. On the command line with --answer.`,
          } as const,
        ]),
    ...(note.trim() === ''
      ? [{ field: 'note', names: [], text: 'Say why in the note: it becomes the reason of the revision.' } as const]
      : []),
    ...(typeof noted === 'string' ? [] : [{ field: 'run', names: [], text: noted.refused } as const]),
  ];
}

function entriesOf(
  items: readonly ReconcileItem[],
  answers: GateDraft['answers'],
): readonly { readonly part: ScopePart; readonly text: string }[] {
  return items.flatMap(({ id, text }) => {
    const mark = answers[id];
    return mark === 'in' || mark === 'deferred' ? [{ part: mark, text: text.replace(/\s+/g, ' ').trim() }] : [];
  });
}

function onUse(state: RunState, gate: Gate, tools: Tools): readonly RunEvent[] {
  const { answers = {}, note = '' } = gate.decision ?? {};
  const entries = entriesOf(itemsOf(state, gate), answers);
  const source = noteScope(state.plan.source, entries);
  const wave = state.waves[gate.wave ?? ''];
  if (entries.length === 0 || typeof source !== 'string' || wave === undefined) return [];
  const { plan } = state.plan;
  const of = (part: ScopePart): readonly string[] =>
    entries.flatMap((entry) => (entry.part === part ? [entry.text] : []));
  const scope = {
    ...plan.scope,
    in: [...plan.scope.in, ...of('in')],
    deferred: [...plan.scope.deferred, ...of('deferred')],
  };
  const revised = { ...plan, scope };
  const revision: PlanRevision = {
    ...state.plan,
    revision: state.revisions.length,
    source,
    plan: revised,
    hash: planHash(revised, (text) => tools.sha256(text)),
    why: `Reconciled after wave ${wave.id}: ${of('in').length} in, ${of('deferred').length} deferred. ${note}`.trim(),
  };
  return [{ type: 'plan-revised', plan: revision, gate: gate.id, cause: { wave: wave.id, attempt: wave.attempt } }];
}
