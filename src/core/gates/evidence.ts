import { canonicalJson } from '../canonicalJson.ts';
import type { GateKind } from '../plan/schema/plan.ts';
import type { Evidence } from '../run/model.ts';
import { taskSessions } from '../run/queries.ts';
import { probeResults } from '../run/readiness.ts';
import type { RunState, WaveState } from '../run/state.ts';
import { targetEvidence } from '../run/surroundings.ts';

/** Pure tools the core is given because it has none of its own. */
export interface Tools {
  /** Lower-case hex SHA-256 of the UTF-8 text. */
  readonly sha256: (text: string) => string;
}

/**
 * Evidence that the decision of a gate is bound to, from the journal. The engine observes the same values again when
 * the decision is used; any difference voids it (product rule: a byte changed in between).
 *
 * | gate | binds |
 * | --- | --- |
 * | triage | findings, base |
 * | plan | plan, base |
 * | launch | plan, base, directives, readiness if probes were run |
 * | spot-check | plan, base, tree, results |
 * | adapt | plan, revision |
 * | acceptance | plan, head, tree, results |
 * | ship | plan, head, tree, results; where it is pushed to and what the run branch is there |
 */
export function gateEvidence(kind: GateKind, state: RunState, tools: Tools, wave?: string): Evidence {
  const waveState = wave === undefined ? undefined : state.waves[wave];
  switch (kind) {
    case 'triage':
      return { findings: hashOf(findingsOf(state), tools), base: state.base.commit };
    case 'plan':
      return { plan: state.edit?.plan?.hash ?? state.plan.hash, base: state.head };
    case 'launch':
      return {
        plan: state.plan.hash,
        base: state.head,
        directives: directivesHash(state, tools, wave),
        ...readinessHash(state, tools, waveState),
      };
    case 'spot-check':
      return {
        plan: state.plan.hash,
        base: state.head,
        tree: waveState?.merge?.tree ?? '',
        results: hashOf(waveState?.check?.checks ?? [], tools),
      };
    case 'adapt':
      return { plan: state.plan.hash, revision: state.adaptation?.proposal?.plan.hash ?? '' };
    case 'acceptance':
      return result(state, tools);
    case 'ship':
      return { ...result(state, tools), ...targetEvidence(state) };
  }
}

function result(state: RunState, tools: Tools): Evidence {
  return {
    plan: state.plan.hash,
    head: state.head,
    tree: state.headTree,
    results: hashOf(validationResults(state), tools),
  };
}

/** Results that acceptance is based on: the checks, and the findings of the validators if the plan has any. */
function validationResults({ validation }: RunState): unknown {
  const checks = validation?.checks ?? [];
  return validation?.findings === undefined ? checks : { checks, findings: validation.findings };
}

/** Names whose values differ, for people: `plan changed`. Missing on either side counts as different. */
export function evidenceDifferences(decided: Evidence, observed: Evidence): readonly string[] {
  const names = new Set([...Object.keys(decided), ...Object.keys(observed)]);
  return [...names].filter((name) => decided[name] !== observed[name]).sort();
}

function readinessHash(state: RunState, tools: Tools, wave: WaveState | undefined): Evidence {
  const results = probeResults(state, wave);
  return results === undefined ? {} : { readiness: hashOf(results, tools) };
}

function directivesHash(state: RunState, tools: Tools, wave: string | undefined): string {
  const waveState = wave === undefined ? undefined : state.waves[wave];
  if (!waveState) return '';
  return hashOf(
    taskSessions(state, waveState).map((session) => [session.id, session.directive ?? '']),
    tools,
  );
}

function findingsOf(state: RunState): unknown {
  return state.audit.findings.map(({ triage: _triage, ...finding }) => finding);
}

function hashOf(value: unknown, tools: Tools): string {
  return tools.sha256(canonicalJson(value));
}
