import { isComment } from '../../model/reviewComment.ts';
import { lintDirective } from '../../directive/lintDirective.ts';
import { renderValidatorDirective } from '../../directive/renderValidatorDirective.ts';
import type { ValidatorDirectiveRequest } from '../../directive/renderValidatorDirective.ts';
import { materialNames } from './reviewMaterial.ts';
import type { SessionPlan } from '../../model/events.ts';
import type { FileChange } from '../../model/repository.ts';
import { sessionBranch, sessionId } from '../../model/names.ts';
import type { RunState, Session } from '../../model/state.ts';

/** One read-only session per validator of the plan, on the result as it stands; after fixes it continues its last one. */
export function planValidators(state: RunState, attempt: number): readonly SessionPlan[] {
  const { plan } = state.plan;
  const scope = { kind: 'validate' as const, attempt };
  return plan.validators.map(({ agent, disposition }, index) => {
    const subject = `validator-${index + 1}`;
    const id = sessionId(scope, subject);
    const branch = sessionBranch(plan.git.branchPrefix, state.run, scope, subject);
    const earlier = earlierSession(state, subject, agent);
    const continued = earlier === undefined ? {} : { continues: earlier.id };
    const directive = renderValidatorDirective({
      run: state.run,
      session: id,
      plan,
      repository: state.repository,
      branch,
      base: state.head,
      validator: subject,
      disposition,
      start: state.base.commit,
      changes: wholeChange(state),
      before: lastTime(state, earlier),
      files: materialNames({ subject, base: state.head, ...continued }, state),
    });
    return {
      id,
      kind: 'validate' as const,
      scope,
      subject,
      agent,
      epoch: 1,
      branch,
      base: state.head,
      directive: lintDirective(directive).text,
      ...continued,
    };
  });
}

/** The last session of this validator that gave a verdict, if the plan still has the same agent do it. */
function earlierSession(state: RunState, subject: string, agent: string): Session | undefined {
  return Object.values(state.sessions).findLast(
    (session) =>
      session.kind === 'validate' &&
      session.subject === subject &&
      session.agent === agent &&
      session.result?.review !== undefined,
  );
}

function lastTime(state: RunState, earlier: Session | undefined): ValidatorDirectiveRequest['before'] {
  return earlier === undefined
    ? undefined
    : { head: earlier.base, findings: state.lastFindings.filter((finding) => !isComment(finding)) };
}

/** Every file that the committed waves have changed, once, with the lines of all of them added up. */
function wholeChange(state: RunState): readonly FileChange[] {
  const files = new Map<string, FileChange>();
  for (const { id } of state.plan.plan.waves) {
    const wave = state.waves[id];
    if (wave?.status !== 'committed') continue;
    for (const change of wave.merge?.changes ?? []) {
      const before = files.get(change.path);
      files.set(change.path, {
        ...change,
        kind: before?.kind === 'added' && change.kind === 'modified' ? 'added' : change.kind,
        additions: change.additions + (before?.additions ?? 0),
        deletions: change.deletions + (before?.deletions ?? 0),
      });
    }
  }
  return [...files.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
}
