import { agentOf, profileOf } from '../../plan/lookup.ts';
import { inPlan, keyOf } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** Acceptance criteria are verified by somebody, who has not done the work and can run its tests. */
export const noVerifier: PlanRule = {
  reads: ['acceptance', 'spec', 'agent'],
  readsOfPlan: ['verifier', 'agents'],
  check({ plan, tasks }) {
    const { verifier } = plan;
    const first = tasks.find(({ task }) => task.acceptance.length > 0);
    if (verifier === undefined) {
      if (first === undefined) return [];
      const { waveIndex, taskIndex } = first;
      return [
        {
          code: 'no-verifier',
          at: keyOf(inPlan('waves', waveIndex, 'tasks', taskIndex, 'acceptance')),
          message:
            'Nobody verifies the acceptance criteria: they are in the directives, and that is all. Name an agent that does: verifier: {agent: NAME}.',
        },
      ];
    }
    const at = inPlan('verifier', 'agent');
    if (profileOf(plan, verifier)?.mode === 'read-only') {
      return [
        {
          code: 'read-only-agent',
          at,
          message: `The verifier has to run tests, but its agent "${verifier.agent}" is read-only. Give it mode: workspace-write; its worktree is thrown away, and a change to the code ends its session.`,
        },
      ];
    }
    const author = tasks.find(({ task }) => agentOf(plan, task) === verifier.agent);
    if (author === undefined) return [];
    return [
      {
        code: 'own-verifier',
        at,
        message: `"${verifier.agent}" would verify what it has done itself, in "${author.task.id}". Name another profile, best of another model.`,
      },
    ];
  },
};
