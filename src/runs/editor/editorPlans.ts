import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { matchesAny } from '../../core/glob/globs.ts';
import type { Refusal } from '../../core/model/commands.ts';
import type { RunState } from '../../core/model/state.ts';
import type { PlanReview } from '../../core/model/planReview.ts';
import type { DriverId, PlanTask } from '../../core/plan/schema/plan.ts';
import { anyRepository, surroundingsOf } from '../../core/planTemplates/surroundings.ts';
import type { Surroundings } from '../../core/planTemplates/surroundings.ts';
import { keepConstraint } from '../../core/planText/edit/keepConstraint.ts';
import { coveredIn, tasksFor } from '../../core/planFixes/coverFinding.ts';
import { openGaps, reviewAsAWhole } from '../../core/planReview/shownGaps.ts';
import { checkPlan, draftOf } from '../../core/planRules/check/checkPlan.ts';
import { openPlan } from '../../core/planText/document/planDocument.ts';
import { diagramParts, planDiagram } from '../../core/views/planDiagram.ts';
import type { RunFinding } from '../../core/queries/runFindings.ts';
import type { DraftNews } from '../../engine/draft/draftPlan.ts';
import type { ReviewNews } from '../../engine/draft/reviewPlan.ts';
import type { DraftAsked, OfferedPlan, PlanService, ReviewedPlan } from '../../ports/planService.ts';
import type { ComposedEngine } from '../shared/composedEngine.ts';
import { committedOf, offerDraft } from '../planning/draft.ts';
import { markTaken, planWith } from '../planning/keptDraft.ts';
import { RunError } from '../../engine/runError.ts';
import type { EditorParts } from './editorParts.ts';
import { planOfRun, revertingPlan } from '../planning/plansFromRuns.ts';
import { planReviewOf, reviewPlan, settleGaps } from '../planning/planReview.ts';

/** Drafts and reviews of plans for an editor. */
export class EditorPlans implements PlanService {
  readonly #parts: EditorParts;
  readonly #planChanged: () => void;

  /** @param planChanged called when a plan on disk may have changed */
  constructor(parts: EditorParts, planChanged: () => void) {
    this.#parts = parts;
    this.#planChanged = planChanged;
  }

  async surroundings(folder: string, agent?: DriverId): Promise<Surroundings> {
    const { services } = this.#parts;
    const { checkout } = await services.repositoryAt(folder);
    if (checkout === undefined) return { ...anyRepository, ...(agent === undefined ? {} : { agent }) };
    const { files, commands } = await services.filesAndCommands(checkout);
    return surroundingsOf(files, commands, agent);
  }

  planOfRun(state: RunState, title: string): ReturnType<PlanService['planOfRun']> {
    try {
      return planOfRun(state, title);
    } catch (error) {
      return refusedPlan(error);
    }
  }

  async revertingPlan(state: RunState, folder: string, wave?: string): ReturnType<PlanService['revertingPlan']> {
    try {
      const { services } = this.#parts;
      const { checkout } = await services.repositoryAt(folder);
      if (checkout === undefined) return { refused: 'This folder is no git checkout. Open the repository of the run.' };
      return await revertingPlan(state, checkout, services, wave);
    } catch (error) {
      return refusedPlan(error);
    }
  }

  diagram(source: string): ReturnType<PlanService['diagram']> {
    const document = openPlan(source);
    const { plan } = checkPlan(document);
    return plan && { title: plan.title, text: planDiagram(plan), parts: diagramParts(document, plan) };
  }

  tasksFor(source: string, file: string): ReturnType<PlanService['tasksFor']> {
    const plan = draftOf(openPlan(source));
    return plan === undefined ? [] : tasksFor(plan, { file }).map(({ task }) => taskChoice(task, file));
  }

  coverFinding(source: string, finding: RunFinding, task: string): ReturnType<PlanService['coverFinding']> {
    const plan = draftOf(openPlan(source));
    if (plan === undefined) return { refused: 'The plan file is no YAML that can be read. Correct it first.' };
    const covered = coveredIn(source, plan, finding, task);
    return typeof covered === 'string' ? { source: covered } : covered;
  }

  keepConstraint(source: string, rule: string): ReturnType<PlanService['keepConstraint']> {
    const plan = draftOf(openPlan(source));
    if (plan?.constraints.includes(rule.trim()) === true)
      return { refused: 'This is a constraint of the plan already.' };
    const kept = keepConstraint(source, [rule]);
    return typeof kept === 'string' ? { source: kept } : kept;
  }

  async draftPlan(
    wish: DraftAsked,
    told: (text: string) => void,
    signal: AbortSignal,
  ): Promise<OfferedPlan | { readonly failed: string }> {
    const { composed } = await this.#forPlan(wish.planPath);
    const preferred = this.#parts.agent?.() || process.env['WAVEGATE_AGENT'];
    const asked = { ...wish, ...(preferred === undefined ? {} : { preferred }) };
    const tellNews = (news: DraftNews): void => {
      if (news.kind === 'reading') told('reading the repository');
      if (news.kind === 'asked') told('the planner is at work');
      if (news.kind === 'repairing') told(`correcting ${news.wrong.length} mistakes (round ${news.round} of 3)`);
    };
    return offerDraft(asked, composed, this.#parts.services, tellNews, signal);
  }

  async takeHunks(
    planPath: string,
    draft: Parameters<PlanService['takeHunks']>[1],
    hunks: readonly number[] | 'all',
  ): ReturnType<PlanService['takeHunks']> {
    const { ports } = (await this.#forPlan(planPath)).composed;
    try {
      const done = await committedOf(ports.planFile.file, ports);
      return { source: await planWith(draft, planPath, hunks, this.#parts.services, done) };
    } catch (error) {
      if (error instanceof RunError) return { refused: error.message };
      throw error;
    }
  }

  async draftTaken(kept: string, text: string): Promise<void> {
    await markTaken(kept, text);
  }

  async planReview(planPath: string, source: string): ReturnType<PlanService['planReview']> {
    const review = await planReviewOf((await this.#forPlan(planPath)).composed);
    return review && shownReview(review, source);
  }

  async reviewPlan(
    { planPath, afresh }: Parameters<PlanService['reviewPlan']>[0],
    told: (text: string) => void,
    signal: AbortSignal,
  ): ReturnType<PlanService['reviewPlan']> {
    const { composed } = await this.#forPlan(planPath);
    const preferred = this.#parts.agent?.() || process.env['WAVEGATE_AGENT'];
    const wish = { planPath, agents: [], afresh, ...(preferred === undefined ? {} : { preferred }) };
    const tellNews = (news: ReviewNews): void => {
      if (news.kind === 'reading') told('reading the repository');
      if (news.kind === 'asked') told(`${news.agent} reads the plan (pass ${news.pass})`);
      if (news.kind === 'ended') told(`${news.agent} has ended`);
    };
    const { review, notes } = await reviewPlan(wish, composed, this.#parts.services, tellNews, signal);
    this.#planChanged();
    const shown = shownReview(review, await readFile(planPath, 'utf8'));
    return { ...shown, lines: [...notes, ...shown.lines] };
  }

  async settleGap(
    planPath: string,
    source: string,
    settle: Parameters<PlanService['settleGap']>[2],
  ): ReturnType<PlanService['settleGap']> {
    const { composed, checkout } = await this.#forPlan(planPath);
    const wanted =
      'take' in settle
        ? { take: [settle.take], dismiss: [] }
        : { take: [], dismiss: [{ gap: settle.dismiss, why: settle.why }] };
    const who = await this.#parts.services.personAt(checkout);
    const settled = await settleGaps(planPath, wanted, composed, who, source);
    this.#planChanged();
    return { ...shownReview(settled.review, settled.source), source: settled.source };
  }

  /** @throws Error for people where the plan lies in no checkout; LayoutError */
  async #forPlan(planPath: string): Promise<{ readonly composed: ComposedEngine; readonly checkout: string }> {
    const { checkout } = await this.#parts.services.repositoryAt(path.dirname(planPath));
    if (checkout === undefined) throw new Error('This folder is no git checkout. Open the repository the plan is for.');
    const composed = await this.#parts.makeEngine(checkout, planPath, undefined, 'files');
    await composed.requirePlaces();
    return { composed, checkout };
  }
}

/** @throws whatever is no refusal */
function refusedPlan(error: unknown): Refusal {
  if (error instanceof RunError) return { refused: error.message };
  throw error;
}

function shownReview(review: PlanReview, source: string): ReviewedPlan {
  return { lines: reviewAsAWhole(review, source), open: openGaps(review, source) };
}

function taskChoice({ id, title, owns, deletes }: PlanTask, file: string): ReturnType<PlanService['tasksFor']>[number] {
  return { id, title, owns: matchesAny([...owns, ...deletes], file) };
}
