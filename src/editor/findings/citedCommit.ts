import type { RunState } from '../../core/model/state.ts';

/** Commit whose lines a finding cites: the base for one of the audit, the head for one of the validators. */
export function citedCommit(state: RunState, finding: string): string | undefined {
  if (state.audit.findings.some(({ id }) => id === finding)) return state.base.commit;
  return state.lastFindings.some(({ id }) => id === finding) ? state.head : undefined;
}
