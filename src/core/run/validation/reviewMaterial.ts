import { isComment } from '../../model/reviewComment.ts';
import { pathSigns } from '../../gates/pathSigns.ts';
import type { AgentWork } from '../../model/sessionWork.ts';
import type { RunState, Session } from '../../model/state.ts';
import type { FileChange } from '../../model/repository.ts';
import { waveCriteria } from '../../queries/criteria.ts';
import { changeFile, placesFile } from '../../validators/placesText.ts';
import { reviewFiles } from '../../validators/reviewFiles.ts';

/** Files that a validator reads beside the code, so that it needs no shell: files by name, and the differences that are added to them. */
export function reviewMaterial(
  session: Pick<Session, 'subject' | 'base' | 'continues'>,
  state: RunState,
): Required<Pick<AgentWork, 'files' | 'diffs'>> & Pick<AgentWork, 'earlier'> {
  const { plan } = state.plan;
  const criteria = plan.waves.flatMap(({ id }) => waveCriteria(state, id));
  const kilobytes = plan.validators[Number(session.subject.split('-').at(-1)) - 1]?.kilobytes ?? 300;
  const first = riskiestFirst(Object.values(state.waves).flatMap(({ merge }) => merge?.changes ?? []));
  const since = session.continues === undefined ? undefined : state.sessions[session.continues]?.base;
  const diff = { to: session.base, first, kilobytes };
  // Words of people at the forge are not for agents that judge.
  const own = state.lastFindings.filter((finding) => !isComment(finding));
  const open = own.filter(({ status }) => status !== 'fixed');
  const findings = open.map(({ id, file, line }) => ({ id, file, line }));
  return {
    ...(since === undefined || findings.length === 0 ? {} : { earlier: { since, findings } }),
    files: reviewFiles({
      plan,
      specs: state.specs ?? {},
      checks: state.validation?.checks ?? [],
      findings: own,
      criteria,
      changed: first,
    }),
    diffs: [
      { ...diff, name: changeFile, from: state.base.commit },
      ...(since === undefined ? [] : [{ ...diff, name: 'since.diff', from: since }]),
    ],
  };
}

/** Names of these files, in the order in which they are worth reading. */
export function materialNames(
  session: Pick<Session, 'subject' | 'base' | 'continues'>,
  state: RunState,
): readonly string[] {
  const { files, diffs } = reviewMaterial(session, state);
  return [...diffs.map(({ name }) => name), placesFile, ...Object.keys(files)];
}

/** Paths in the order in which a person would look at them: what decides what runs first, then by the size of the change. */
function riskiestFirst(changes: readonly FileChange[]): readonly string[] {
  const weight = ({ path, kind, additions, deletions }: FileChange): number =>
    1_000 * pathSigns(path).length + (kind === 'deleted' ? 500 : 0) + Math.min(400, additions + deletions);
  const sorted = [...changes].sort((one, other) => weight(other) - weight(one));
  return [...new Set(sorted.map(({ path }) => path))];
}
