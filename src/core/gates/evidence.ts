import { canonicalJson } from '../canonicalJson.ts';
import type { Tools } from '../model/tools.ts';
import type { Evidence } from '../model/gate.ts';
import type { RunState } from '../model/state.ts';

/** Names whose values differ, for people: `plan changed`. Missing on either side counts as different. */
export function evidenceDifferences(decided: Evidence, observed: Evidence): readonly string[] {
  const names = new Set([...Object.keys(decided), ...Object.keys(observed)]);
  return [...names].filter((name) => decided[name] !== observed[name]).sort();
}

/** Evidence of the whole result: what acceptance and shipping are about. */
export function resultEvidence(state: RunState, tools: Tools): Evidence {
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

export function hashOf(value: unknown, tools: Tools): string {
  return tools.sha256(canonicalJson(value));
}
