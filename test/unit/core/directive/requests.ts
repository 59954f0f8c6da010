import type { AuditDirectiveRequest, DirectiveRequest } from '../../../../src/core/directive/renderDirective.ts';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import type { Plan, PlanTask } from '../../../../src/core/plan/schema/plan.ts';
import type { Finding } from '../../../../src/core/model/finding.ts';

const source = `waveplan: 1
title: One resolver for tokens
scope: {in: [Token lookup], out: [New commands], deferred: [A lock file]}
principles: [SECURITY - no token leaks, KISS - the simplest correct solution]
constraints: [Do not add dependencies.]
protected: [bin/**]
teams: {auth: {lead: a security engineer, owns: [token lookup]}}
agents: {mine: {driver: command, argv: [my-agent]}}
audit:
  lenses:
    - id: security
      paths: [src/**]
      focus: |
        Ways a token can leak:

        - into output
        - to another host
findings:
  - {id: SEC-1, severity: high, file: src/a.js, line: 3, title: The token is printed, remediation: Mask it.}
checkpoint: {test: npm test}
waves:
  - id: one
    title: Foundation
    tasks:
      - id: resolver
        title: Consolidate the lookup of tokens
        team: auth
        recipe: tdd
        owns: [src/resolver.js, src/old.js]
        deletes: [src/old.js]
        reads: [docs/auth.md]
        objective: |
          Every command asks one place for a token.

          \`\`\`js
          resolveToken(host)
          \`\`\`
        steps: [Write it, Test it, "Use it\\nin each command"]
        constraints: [The command line stays as it is.]
        interfaces: {provides: [resolveToken(host)], consumes: [config.hosts]}
        verify: [node --test test/resolver.test.js]
        findings: [SEC-1, ARCH-1, ARCH-2]
  - id: two
    title: Migration
    tasks:
      - {id: use, title: Use it, dependsOn: [resolver], owns: [lib/**], objective: It is used.}
`;

const parsed = parsePlan(source).plan;
if (parsed === undefined) throw new Error('The plan of this test does not parse.');
export const plan: Plan = parsed;

const facts = {
  run: 'r1',
  repository: { rootCommit: 'c0ffee', name: 'packhorse' },
  base: 'ba5e',
} as const;

const audited: readonly Finding[] = [
  {
    id: 'ARCH-1',
    lens: 'architecture',
    severity: 'moderate',
    file: 'src/b.js',
    line: 9,
    title: 'A second lookup',
    detail: 'It has drifted apart from the first.',
    remediation: 'Call the resolver.',
    citation: 'verified',
    triage: 'in',
  },
];

/** A directive request for a task of the plan above, or for another task put in its place. */
export function implementRequest(id: 'resolver' | 'use', changes: Partial<PlanTask> = {}): DirectiveRequest {
  const wave = plan.waves.find(({ tasks }) => tasks.some((each) => each.id === id));
  const task = wave?.tasks.find((each) => each.id === id);
  if (wave === undefined || task === undefined) throw new Error(`The plan of this test has no task ${id}.`);
  return {
    ...facts,
    session: `${wave.id}/${id}`,
    kind: 'implement',
    plan,
    wave,
    task: { ...task, ...changes },
    branch: `wavegate/r1.sessions/${wave.id}/${id}`,
    audited,
  };
}

export function auditRequest(): AuditDirectiveRequest {
  const lens = plan.audit.lenses[0];
  if (lens === undefined) throw new Error('The plan of this test has no lens.');
  return { ...facts, session: 'audit/security', plan, lens, branch: 'wavegate/r1.sessions/audit/security' };
}
