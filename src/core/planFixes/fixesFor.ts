import type { PlanProblemCode } from '../planText/codes.ts';
import { changePlan } from '../planText/document/changePlan.ts';
import { placeAt } from '../planText/document/find.ts';
import type { Place } from '../planText/document/find.ts';
import type { PlanDocument } from '../planText/document/planDocument.ts';
import type { Path } from '../planText/locate.ts';
import { placedTasks } from '../plan/lookup.ts';
import type { Problem } from '../planText/problem.ts';
import { memoize } from '../../util/memoize.ts';
import type { Plan } from '../plan/schema/plan.ts';
import { addAgent, addDeadline, addMissing, addObjective, addSteps, addVerify, ownDeletion } from './addKey.ts';
import { coverFinding, coveringTasks } from './coverFinding.ts';
import { excerptOf } from './excerpt.ts';
import { dependOnEarlier, moveLater, splitByFiles, splitWave } from './order.ts';
import { isSafe } from '../planText/edit/safeEdit.ts';
import { taskOf } from './planFix.ts';
import type { FixContext, Fixer, PlanFix } from './planFix.ts';
import { rewritten } from './rewritten.ts';
import { shareConstraint, tasksSharing } from './shareConstraint.ts';
import { splitByFolders } from './splitByFolders.ts';

const fixers: Readonly<Partial<Record<PlanProblemCode, readonly Fixer[]>>> = {
  'missing-key': [addMissing],
  'no-objective': [addObjective],
  'no-verification': [addVerify],
  'step-count': [addSteps, splitByFiles],
  'no-agent': [addAgent],
  'no-deadline': [addDeadline],
  'deletion-outside-owns': [ownDeletion],
  'ownership-overlap': [moveLater],
  'dependency-order': [moveLater],
  'interface-order': [moveLater],
  'could-run-earlier': [dependOnEarlier],
  'shared-across-waves': [dependOnEarlier],
  'wave-size': [splitWave],
  'too-many-call-sites': [splitByFiles],
  'unbalanced-wave': [splitByFiles, moveLater],
  'uncovered-finding': [coverFinding],
};

/** They look at the task or wave a problem is in, and at nothing else of it. */
const atLarge: ReadonlySet<Fixer> = new Set([moveLater, splitByFiles, splitWave]);

/** Request for corrections. */
export interface FixRequest {
  readonly document: PlanDocument;
  /** The plan, or a draft of it; see draftOf. */
  readonly plan: Plan | undefined;
  readonly files: readonly string[];
  /** Those of them that a glob matches, in order. */
  readonly matching: (glob: string) => readonly string[];
}

/** Corrections for a problem, the likeliest first. None of them loses a comment or makes the text worse to read. */
export function fixesFor(problem: Problem, request: FixRequest): readonly PlanFix[] {
  const { document, plan } = request;
  const { code, suggestion } = problem;
  const own = fixers[code as PlanProblemCode];
  if (own === undefined) return suggestion === undefined ? [] : respell(problem, suggestion, document);
  const place = firstPlace(document, problem);
  if (place === undefined) return [];
  const make = (): readonly PlanFix[] =>
    corrections(
      own,
      place,
      [place.path, ...tasksNeeding(plan, place.path), ...coveringTasks(plan, place.path)],
      request,
      suggestion,
    );
  if (!own.every((fixer) => atLarge.has(fixer))) return make();
  return onceFor(made(request), `${code} ${JSON.stringify(taskOf(place.path) ?? place.path)}`, make);
}

/** Corrections that many problems share: a thousand overlaps of two tasks are all corrected by moving one of them. */
const made = memoize((_request: FixRequest) => new Map<string, readonly PlanFix[]>());

function onceFor<T>(known: Map<string, T>, key: string, make: () => T): T {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

/** The first key or text in a stretch: what is shown of a list may start with its bracket or dash. */
function firstPlace(document: PlanDocument, { start, end }: Problem): Place | undefined {
  for (let offset = start; offset <= end; offset++) {
    const place = placeAt(document, offset);
    if (place !== undefined) return place;
  }
  return undefined;
}

function respell({ start, end }: Problem, word: string, document: PlanDocument): readonly PlanFix[] {
  const text = rewritten(document.source.slice(start, end), word);
  if (text === undefined) return [];
  const edit = { start, end, text };
  if (errorsIn(changePlan(document, edit)) > errorsIn(document)) return [];
  return [{ title: `Change to "${word}"`, edits: [edit], preferred: true }];
}

function errorsIn({ problems }: PlanDocument): number {
  return problems.filter(({ severity }) => severity === 'error').length;
}

/** Paths of the tasks that depend on the task a path leads into. */
function tasksNeeding(plan: Plan | undefined, path: Path): readonly Path[] {
  const [, wave, , task] = taskOf(path) ?? [];
  const id = plan?.waves[Number(wave)]?.tasks[Number(task)]?.id;
  if (plan === undefined || id === undefined) return [];
  return placedTasks(plan).flatMap((placed) =>
    placed.task.dependsOn.includes(id) ? [['waves', placed.waveIndex, 'tasks', placed.taskIndex]] : [],
  );
}

/** Rearrangements that are offered wherever the cursor is at something they apply to. */
export function refactoringsAt(offset: number, request: FixRequest): readonly PlanFix[] {
  const place = placeAt(request.document, offset);
  if (place === undefined) return [];
  const users = tasksSharing(request.plan, place.path);
  const shared = users.length < 2 ? [] : corrections([shareConstraint], place, users, request);
  const task = ['owns', 'id'].includes(String(place.path[4])) ? taskOf(place.path) : undefined;
  if (task === undefined) return shared;
  const divided = corrections([splitByFolders], place, [task, ...tasksNeeding(request.plan, task)], request);
  return [...shared, ...divided];
}

function corrections(
  chosen: readonly Fixer[],
  { path, text: written }: Place,
  focus: readonly Path[],
  { document, plan, files, matching }: FixRequest,
  suggestion?: string,
): readonly PlanFix[] {
  const excerpt = excerptOf(document, focus);
  const { text } = excerpt;
  const context: FixContext = {
    text,
    plan: plan && { ...text, plan },
    path,
    written,
    files,
    matching,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
  return chosen
    .flatMap((fixer) => fixer(context))
    .flatMap((fix): PlanFix[] => {
      const edits = isSafe(text, fix.edits) ? excerpt.inSource(fix.edits) : undefined;
      return edits === undefined ? [] : [{ ...fix, edits }];
    });
}
