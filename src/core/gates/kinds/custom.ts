import { customGates, gateRules } from '../../plan/gateRules.ts';
import type { CustomGate } from '../../plan/gateRules.ts';
import { overlap, pathMatcher } from '../../glob/globs.ts';
import type { RunEvent } from '../../model/events.ts';
import type { Gate } from '../../model/gate.ts';
import type { RunState } from '../../model/state.ts';
import { planWave } from '../../queries/runQueries.ts';
import { committedLines } from '../../words/sectionLines.ts';
import { waveTitle } from '../../words/waveTitle.ts';
import { evidenceDifferences } from '../evidence.ts';
import { accepting } from '../folds.ts';
import { windowText } from '../../plan/gateWindow.ts';
import type { GateSpec, Sections } from '../gateSpec.ts';
import { resultChanges } from '../resultChanges.ts';
import { resultObstacle } from '../resultObstacle.ts';
import { windowsOf } from '../windowObjection.ts';
import { launch } from './launch.ts';
import { ship } from './ship.ts';

/**
 * A gate of the plan's own, before the launch of a wave or before shipping: it is about the same as the gate of that step, which
 * opens once those before it are used.
 */
export const custom: GateSpec = {
  scope: 'either',
  title: 'Gate of the plan',
  named: (state, gate) => {
    const title = rulesOf(state, gate)?.title ?? gate.name ?? 'Gate of the plan';
    return `${title} before ${gate.wave === undefined ? 'shipping' : waveTitle(state, gate.wave)}`;
  },
  icon: 'shield',
  station: ({ wave }) => (wave === undefined ? 'ship' : 'wave'),
  about: (state, gate) => {
    const asks = rulesOf(state, gate)?.asks ?? 'The plan has no such gate any more.';
    const step = gate.wave === undefined ? 'ship gate' : 'launch gate';
    return `${asks}${/[.!?]$/.test(asks) ? '' : '.'} The ${step} opens once this is approved; nothing starts by it.`;
  },
  sections,
  difference: { of: 'nothing', why: 'is decided before the gate of its step, which shows the difference' },

  evidence: (state, tools, wave) =>
    wave === undefined ? ship.evidence(state, tools) : launch.evidence(state, tools, wave),
  looksOutside: 'no',
  attempt: (state) => ship.attempt?.(state),

  missing: () => [],
  inAdvance: {
    obstacle: (state, gate) =>
      `Gate ${gate.id} is one of the plan's own, so people decide it, and --approve does not cover it: wavegate approve ${state.run} ${gate.id}.`,
  },

  guards,
  onUse: () => [],
  fold: {
    opened: (state, { wave }) =>
      wave === undefined && state.phase === 'adapt' ? accepting(state, 'ship', 'accepted') : state,
  },

  afterRejection: ({ wave }) => (wave === undefined ? 'leads-on' : 'parks'),
  reopenObstacle: (state, gate) => (gate.wave === undefined ? resultObstacle(state, gate) : undefined),
  planEdit: 'voids',
};

function rulesOf({ plan: { plan } }: Pick<RunState, 'plan'>, { name }: Pick<Gate, 'name'>): CustomGate | undefined {
  const rules = gateRules(plan, 'custom', name);
  return rules !== undefined && 'before' in rules ? rules : undefined;
}

/** The gate of a step opens only on what each of the plan's own gates before it was used for. */
function guards(event: RunEvent, state: RunState): string | undefined {
  if (event.type !== 'gate-opened') return undefined;
  const { kind, wave, evidence } = event.gate;
  if (kind !== 'launch' && kind !== 'ship') return undefined;
  const lacking = customGates(state.plan.plan, kind, wave).find(
    ([name]) =>
      !Object.values(state.gates).some(
        (gate) =>
          gate.name === name &&
          gate.wave === wave &&
          gate.usedAt !== undefined &&
          gate.voided === undefined &&
          evidenceDifferences(gate.evidence, evidence).length === 0,
      ),
  );
  return lacking === undefined ? undefined : `There was no used gate ${lacking[0]}.`;
}

function sections(state: RunState, gate: Gate): Sections {
  const rules = rulesOf(state, gate);
  if (rules === undefined) return [];
  return [
    { title: 'Can be approved', lines: windowsOf(state, gate).map(([, window]) => windowText(window)) },
    ...(gate.wave === undefined ? resultSections(state, gate, rules) : waveSections(state, gate.wave, rules)),
  ];
}

function waveSections(state: RunState, id: string, { shows }: CustomGate): Sections {
  const wave = planWave(state, id);
  const shown = (file: string): boolean => shows.some((glob) => overlap(glob, file) !== undefined);
  const tasks = (wave?.tasks ?? []).filter(({ owns, deletes }) => [...owns, ...deletes].some(shown));
  return [
    {
      title: 'Tasks',
      lines: tasks.map(({ title, objective }) => `${title}: ${objective}`),
    },
    {
      title: 'Files it may change',
      lines: [...new Set(tasks.flatMap(({ owns, deletes }) => [...owns, ...deletes]))].filter(shown),
    },
  ];
}

function resultSections(state: RunState, gate: Gate, { shows }: CustomGate): Sections {
  const shown = pathMatcher(shows);
  return [
    {
      title: 'Files that changed',
      lines: resultChanges(state)
        .filter(({ path }) => shown(path))
        .map(({ path, additions, deletions }) => `${path} (+${additions} −${deletions})`),
    },
    ...ship.sections(state, gate).filter(({ title }) => title === 'Goes to'),
    { title: 'Committed', lines: committedLines(state) },
  ];
}
