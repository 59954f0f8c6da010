import { canonicalJson } from '../canonicalJson.ts';
import type { Evidence } from '../run/model.ts';
import type { RunState } from '../run/state.ts';

/** Pure tools the core is given because it has none of its own. */
export interface Tools {
  /** Lower-case hex SHA-256 of the UTF-8 text. */
  readonly sha256: (text: string) => string;
}

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
