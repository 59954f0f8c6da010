import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { partGoal, partObstacle } from '../../core/draft/draftPart.ts';
import type { DraftPart } from '../../core/draft/draftPart.ts';
import { completeDraft } from '../../core/draft/completeDraft.ts';
import { readGoal } from '../../core/draft/goal.ts';
import type { Goal } from '../../core/draft/goal.ts';
import { bareSettings, choosePlanner } from '../../core/draft/planner.ts';
import { isOver } from '../../core/model/isOver.ts';
import { checkPlan, draftOf, repositoryOf } from '../../core/planRules/check/checkPlan.ts';
import { openPlan } from '../../core/planText/document/planDocument.ts';
import { askedFacts } from '../../core/planRules/check/askedFacts.ts';
import type { Plan, Triage } from '../../core/plan/schema/plan.ts';
import { replay } from '../../core/run/evolve.ts';
import type { RunState } from '../../core/model/state.ts';
import { remedyGoal } from '../../core/validators/aheadLines.ts';
import { runFindings } from '../../core/queries/runFindings.ts';
import { outsideNotes } from '../../core/run/session/resultNotes.ts';
import { draftPlan } from '../../engine/draft/draftPlan.ts';
import type { Draft, DraftNews, DraftRequest, NoDraft } from '../../engine/draft/draftPlan.ts';
import { RunError } from '../../engine/runError.ts';
import type { ComposedEngine } from '../shared/composedEngine.ts';
import { keepDraft } from './keptDraft.ts';
import type { WorkerServices } from '../shared/workerServices.ts';
import { newRunId } from '../shared/runId.ts';
import { readWanted } from './wantedText.ts';

/** A person's wish for a plan. */
export interface DraftWish {
  /** The plan file, which need not be there. Absolute. */
  readonly planPath: string;
  readonly goal: string;
  /** Run whose validators found, ahead of a launch, what the plan is to be changed for: the goal then. */
  readonly remedy?: string;
  /** Part of the plan that is drafted; the goal says more about it then. Default: the whole plan. */
  readonly part?: DraftPart;
  /** A file that says what is wanted. Absolute. */
  readonly from?: string;
  /** A text that says what is wanted, such as a selection; in the place of a file. */
  readonly said?: NonNullable<Goal['spec']>;
  /** Profile of the plan, or driver. */
  readonly agent?: string;
  /** Driver from a setting, for a plan without agents. */
  readonly preferred?: string;
}

/** A draft that a person can look at and take, beside the plan as it was. */
export interface OfferedDraft extends Draft {
  /** Text of the plan file when the planner was asked; empty where there was none. */
  readonly before: string;
  /** File that keeps the draft, whatever becomes of it. Absolute. */
  readonly kept: string;
  /** Remarks for the person. */
  readonly notes: readonly string[];
}

/**
 * Has a plan drafted, and keeps the result in the state folder. Neither the plan file nor anything else of the person is
 * written.
 *
 * @throws RunError `plan` when what is asked for cannot be planned; WorkspaceError, ExecutorError, LayoutError
 */
export async function offerDraft(
  wish: DraftWish,
  { ports, layout }: Pick<ComposedEngine, 'ports' | 'layout'>,
  services: Pick<WorkerServices, 'planFacts' | 'installedAgents'>,
  told: (news: DraftNews, run: string) => void,
  signal: AbortSignal,
): Promise<OfferedDraft | NoDraft> {
  const { planPath } = wish;
  const before = await readFile(planPath, 'utf8').catch(() => '');
  const plan = before.trim() === '' ? undefined : draftOf(openPlan(before));
  const isWhole = wish.remedy === undefined && wish.part === undefined;
  const named = wish.from ?? (isWhole ? specOf(plan, planPath, ports.planFile.file) : undefined);
  const from = wish.said === undefined ? named : undefined;
  const earlier = await latestRunOf(ports.planFile.file, ports);
  const done = committedWaves(earlier);
  const known = knownFindings(plan, earlier);
  const obstacle = wish.part && partObstacle(wish.part, plan, known, done);
  if (obstacle !== undefined) throw new RunError('plan', obstacle);
  const findings = findingsFor(wish.part, known);
  const spec = from === undefined ? wish.said : { name: path.basename(from), text: await readWanted(from) };
  const goal = readGoal((await goalOf(wish, plan, ports)) || (plan?.goal ?? goalOfFindings(findings, spec)), spec);
  if ('problem' in goal) throw new RunError('plan', goal.problem);
  if (plan === undefined && before.trim() !== '') {
    throw new RunError(
      'plan',
      `${path.basename(planPath)} is no YAML that can be read, so a draft could lose what you wrote in it. Correct it first: wavegate lint shows where.`,
    );
  }
  const folder = await realpath(path.dirname(planPath));
  const planner = choosePlanner(plan, {
    ...(wish.agent === undefined ? {} : { named: wish.agent }),
    ...(wish.preferred === undefined ? {} : { preferred: wish.preferred }),
    installed: await services.installedAgents(folder),
  });
  if ('problem' in planner) throw new RunError('plan', planner.problem);
  const run = newRunId(ports.clock.now());
  const request: DraftRequest = {
    ...goal,
    run,
    file: ports.planFile.file,
    ...(plan === undefined ? {} : { before: { source: before, plan, done } }),
    settings: plan ?? bareSettings(),
    profile: planner.profile,
    agents: planner.agents,
    findings,
    ...(wish.part === undefined ? {} : { part: wish.part }),
    async check(source) {
      const document = openPlan(source);
      return checkPlan(document, repositoryOf(await services.planFacts(planPath, askedFacts(document))));
    },
    complete: (source) => completeDraft(source, { agents: planner.added }),
  };
  // Waiting for a session does not keep this process alive by itself.
  const keepAlive = setInterval(() => undefined, 2 ** 31 - 1);
  let output: string | undefined;
  const heard = (news: DraftNews): void => {
    if (news.kind === 'asked') output = path.join(layout.sessionFolder(run, news.session, news.epoch), 'output.log');
    told(news, run);
  };
  const draft = await draftPlan(request, ports, heard, signal).finally(() => clearInterval(keepAlive));
  if ('failed' in draft) {
    const isAsked = draft.question !== undefined || output === undefined;
    return isAsked ? draft : { failed: `${draft.failed} Its output: ${output}` };
  }
  const { source, summary } = draft;
  const kept = await keepDraft(layout, {
    run,
    file: ports.planFile.file,
    before,
    source,
    summary,
    at: ports.clock.now(),
  });
  return {
    ...draft,
    before,
    kept,
    notes: [...(await notesOn(goal.note, planPath, before, from, spec)), ...outsideNotes(draft.outside)],
  };
}

/** @throws RunError `plan` where the run has another plan, or its validators found nothing that has to change */
async function goalOf(
  { goal, remedy, part }: DraftWish,
  plan: Plan | undefined,
  { journals, planFile }: ComposedEngine['ports'],
): Promise<string> {
  if (part?.kind === 'wave' && goal.trim() === '') {
    throw new RunError('plan', 'Say what the wave is for: --goal "…".');
  }
  if (part !== undefined) return [partGoal(part, plan), goal.trim()].filter((text) => text !== '').join('\n\n');
  if (remedy === undefined) return goal.trim();
  const state = replay(await journals.read(remedy));
  if (state === undefined)
    throw new RunError('plan', `Run ${remedy} has never started. \`wavegate status\` lists the runs.`);
  if (state.plan.file !== planFile.file)
    throw new RunError('plan', `Run ${remedy} has another plan, ${state.plan.file}. Name that one.`);
  const found = remedyGoal(state);
  if ('problem' in found) throw new RunError('plan', found.problem);
  return goal.trim() === '' ? found.goal : `${goal.trim()}\n\n${found.goal}`;
}

type KnownFinding = DraftRequest['findings'][number] & { readonly triage?: Triage };

/** Findings of the last run, and those that the plan names itself. */
function knownFindings(plan: Plan | undefined, earlier: RunState | undefined): readonly KnownFinding[] {
  const found: readonly KnownFinding[] = earlier === undefined ? [] : runFindings(earlier);
  const ids = new Set(found.map(({ id }) => id));
  return [...found, ...(plan?.findings ?? []).filter(({ id }) => !ids.has(id))];
}

/** The findings that a part is about; else those that are in scope and need nobody's words any more. */
function findingsFor(part: DraftPart | undefined, known: readonly KnownFinding[]): readonly KnownFinding[] {
  if (part?.kind === 'findings') return known.filter(({ id }) => part.findings.includes(id));
  return part === undefined ? known.filter(({ triage }) => triage === 'in') : [];
}

/** Findings that a person has marked in are a goal, where there is no other. */
function goalOfFindings(findings: readonly KnownFinding[], spec: Goal['spec']): string {
  return findings.length === 0 || spec !== undefined ? '' : 'Remedy the findings below, and change nothing else.';
}

/** The file that a plan names as what is wanted. Absolute. */
function specOf(plan: Plan | undefined, planPath: string, file: string): string | undefined {
  if (plan?.spec === undefined) return undefined;
  // The plan lies at `file`, seen from the root.
  const root = file.split('/').reduce((folder) => path.dirname(folder), planPath);
  return path.join(root, plan.spec);
}

/** Whatever a person should know before they take a draft. */
async function notesOn(
  note: string | undefined,
  planPath: string,
  before: string,
  from: string | undefined,
  spec: Goal['spec'],
): Promise<readonly string[]> {
  const notes = note === undefined ? [] : [note];
  if (from !== undefined && (await readWanted(from).catch(() => '')) !== spec?.text) {
    notes.push(
      `${path.basename(from)} has changed while the plan was drafted. The draft is about it as it was before: look at what has changed, and draft again if that matters.`,
    );
  }
  if ((await readFile(planPath, 'utf8').catch(() => '')) !== before) {
    notes.push(
      `${path.basename(planPath)} has changed while the plan was drafted. The draft does not know the change.`,
    );
  }
  return notes;
}

/** Waves of a plan file that its last run has committed, while that is under way. @param file from the root of the repository */
export async function committedOf(file: string, ports: ComposedEngine['ports']): Promise<readonly string[]> {
  return committedWaves(await latestRunOf(file, ports));
}

/** The last run of a plan file, whatever became of it. */
async function latestRunOf(file: string, { journals }: ComposedEngine['ports']): Promise<RunState | undefined> {
  for (const { run } of (await journals.list()).slice(0, 20)) {
    const state = await journals.read(run).then(replay, () => undefined);
    if (state?.plan.file === file) return state;
  }
  return undefined;
}

/** Waves that a run which is under way has committed: its plan may add to them. */
function committedWaves(state: RunState | undefined): readonly string[] {
  if (state === undefined || isOver(state.phase)) return [];
  return state.plan.plan.waves.flatMap(({ id }) =>
    ['committed', 'carried'].includes(state.waves[id]?.status ?? '') ? [id] : [],
  );
}
