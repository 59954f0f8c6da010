import type { RunState } from '../model/state.ts';

/** That a run waits for the waves of its plan, and where they come from. */
export function noWaves({ plan, audit }: Pick<RunState, 'plan' | 'audit'>): string {
  const found = audit.findings.some(({ triage }) => triage === 'in') ? ' from its goal and the findings' : '';
  return `The plan has no waves yet: have them drafted${found} (Draft Plan from Findings, or \`wavegate draft ${plan.file} --write\`), or write them`;
}
