import { checkParts, isAbsence } from './checkParts.ts';
import type { CheckedPart, CheckedPlan } from './checkParts.ts';
import { schemaRemarks } from './schemaRemarks.ts';
import { ruleContext } from './ruleContext.ts';
import { runPlanRules, runTaskRules } from './runRules.ts';
import type { PlanMemory } from './runRules.ts';
import { planProblems } from '../../planText/codes.ts';
import type { Span } from '../../planText/codes.ts';
import { spanAt, writtenAt } from '../../planText/document/find.ts';
import { partsOf } from '../../planText/document/parts.ts';
import type { PlanDocument } from '../../planText/document/planDocument.ts';
import { FileIndex } from '../../glob/fileIndex.ts';
import type { WorkspaceFacts } from '../workspaceFacts.ts';
import type { Path } from '../../planText/locate.ts';
import type { ParsedPlan, Problem } from '../../planText/problem.ts';
import { quote } from '../../planText/quoting.ts';
import type { Remark, RemarkPlace } from '../remark.ts';
import type { Repository } from '../rule.ts';
import { withAssumed } from '../../plan/withAssumed.ts';
import type { Plan } from '../../plan/schema/plan.ts';

/** Repository that rules may query. Create it once for all documents with the same facts. */
export function repositoryOf(facts: WorkspaceFacts): Repository {
  return { facts, files: facts.files === undefined ? undefined : new FileIndex(facts.files) };
}

/** Empty memory, for checking the first version of a plan. */
export function noMemory(): PlanMemory {
  return { remarks: new Map() };
}

const unknownRepository = repositoryOf({});

/**
 * Everything that is wrong with a plan, in source order. A part that does not fit the schema does not keep the rules from
 * the rest. `plan` is there when all of it fits, even if a rule refuses it (severity `error`).
 *
 * @param memory what was found in an earlier version of the same plan; is brought up to date
 */
export function checkPlan(
  document: PlanDocument,
  repository: Repository = unknownRepository,
  memory: PlanMemory = noMemory(),
): ParsedPlan {
  if (document.unreadable) return { problems: document.problems };
  const checked = checkParts(partsOf(document));
  const broken = brokenParts(document);
  const problems: Problem[] = [...document.problems];
  const add = (remarks: readonly Remark[], task: Path = []): void => {
    for (const remark of remarks) problems.push(located(document, remark, task));
  };

  add(schemaRemarks(issuesOf(checked.head, broken.has('')), [], 'plan'));
  checked.waves.forEach((wave, waveIndex) => {
    const path = ['waves', waveIndex];
    const taskAt = (task: number): Path => [...path, 'tasks', task];
    if (!wave.valid) {
      add(schemaRemarks(issuesOf(wave.head, broken.has(path.join())), path, 'plan'));
      wave.tasks.forEach((task, index) => {
        const own = taskAt(index);
        add(schemaRemarks(issuesOf(task, broken.has(own.join())), own, 'task'), own);
      });
    }
    const written = (task: number, inside: Path): string => writtenAt(document, [...taskAt(task), ...inside]);
    for (const { task, remarks } of runTaskRules(wave, checked.head, repository, written)) add(remarks, taskAt(task));
  });
  add(runPlanRules(checked, repository, memory));

  const quoted = new Set(document.problems.flatMap(({ start, suggestion }) => (suggestion === undefined ? [] : start)));
  // Where quotes are missing, what the value seems to be instead only repeats it.
  const told = problems.filter(({ start, code }) => code === 'yaml-syntax' || !quoted.has(start));
  const ordered = told.sort((a, b) => a.start - b.start || a.end - b.end);
  // What a broken text says is a guess: good enough to point at problems, not to run.
  if (!isWhole(document, checked)) return { problems: ordered };
  const { assumed } = repository.facts;
  const plan = planOf(checked);
  return { plan: assumed === undefined ? plan : withAssumed(plan, assumed), problems: ordered };
}

/** Paths (joined by commas) of the parts whose YAML has errors. */
function brokenParts({ root, waves, problems }: PlanDocument): ReadonlySet<string> {
  const broken = new Set<string>();
  if (problems.length === 0) return broken;
  const note = (read: PlanDocument['root'], path: Path): void => {
    if (read.read.problems.some(({ code, severity }) => code === 'yaml-syntax' && severity === 'error')) {
      broken.add(path.join());
    }
  };
  note(root, []);
  waves.forEach(({ pieces: { head, tasks } }, wave) => {
    note(head, ['waves', wave]);
    tasks.forEach((task, index) => note(task, ['waves', wave, 'tasks', index]));
  });
  return broken;
}

/** The issues of a part. What is missing from broken YAML was probably swallowed by what is broken, so it is not told. */
function issuesOf({ issues }: CheckedPart<unknown>, isBroken: boolean): CheckedPart<unknown>['issues'] {
  return isBroken ? issues.filter((issue) => !isAbsence(issue)) : issues;
}

function isWhole({ problems }: PlanDocument, { head, waves }: CheckedPlan): boolean {
  return (
    !problems.some(({ severity }) => severity === 'error') &&
    head.issues.length === 0 &&
    waves.every(({ valid }) => valid)
  );
}

/**
 * The plan as far as it can be made out, with neutral values where something does not fit the format: enough to correct it,
 * not to run it. Undefined when its YAML is broken, because what is read then is a guess.
 */
export function draftOf(document: PlanDocument): Plan | undefined {
  const isBroken = document.unreadable || document.problems.some(({ severity }) => severity === 'error');
  return isBroken ? undefined : planOf(checkParts(partsOf(document)));
}

function planOf(checked: CheckedPlan): Plan {
  const { waves } = ruleContext(checked, unknownRepository);
  return { ...checked.head.value, waves: waves as Plan['waves'] };
}

function located(document: PlanDocument, remark: Remark, task: Path): Problem {
  const { code, at, message, severity = planProblems[code], related, asText } = remark;
  const span = spanOf(document, at, task);
  const written = asText === true ? document.source.slice(span.start, span.end).trimEnd() : undefined;
  const suggestion =
    remark.suggestion ?? (written === undefined || /^["'|>]|\n|^$/.test(written) ? undefined : quote(written));
  return {
    code,
    severity,
    message,
    ...span,
    ...(suggestion === undefined || written === undefined ? {} : { end: span.start + written.length }),
    ...(related === undefined
      ? {}
      : { related: related.map((other) => ({ message: other.message, ...spanOf(document, other.at, task) })) }),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function spanOf(document: PlanDocument, { from, path, part, within }: RemarkPlace, task: Path): Span {
  const span = spanAt(document, from === 'task' ? [...task, ...path] : path, part);
  return within === undefined ? span : { start: span.start + within.start, end: span.start + within.end };
}
