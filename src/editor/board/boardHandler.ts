import type { DraftChange } from '../../core/model/gateDraft.ts';
import type { Triage } from '../../core/plan/schema/plan.ts';
import type { Strategy, Verdict } from '../../core/model/terms.ts';
import type { BoardSnapshot } from '../../core/model/boardModel.ts';
import type { BoardIntent, TaskView } from '../../protocol/board.ts';
import type { Answer } from '../../ports/runService.ts';

/** Handler of the board's intents, a method for each. An answer with `refused` is shown where the person asked. */
export interface BoardHandler {
  /** Current state of the run; or, if it cannot be shown, why and what to do. */
  snapshot(run: string): BoardSnapshot | string;
  changeDraft(run: string, gate: string, change: DraftChange): Promise<Answer>;
  /** Decides with the note, answers and comments of the draft. */
  decide(run: string, gate: string, verdict: Verdict): Promise<Answer>;
  reopen(run: string, gate: string): Promise<Answer>;
  openFinding(run: string, finding: string): Promise<Answer>;
  triage(run: string, finding: string, triage: Triage): Promise<Answer>;
  openTask(run: string, wave: string, task: string, view: TaskView): Promise<Answer>;
  /** The changes of a merged wave, or of one file of it. */
  openChanges(run: string, wave: string, file: string | undefined): Promise<Answer>;
  launch(run: string, wave: string): Promise<Answer>;
  propose(run: string, strategy: Strategy, task: string, diagnosis: string): Promise<Answer>;
  retry(run: string): Promise<Answer>;
  acceptBaseline(run: string, note: string): Promise<Answer>;
  /** The plan in force; or, with a revision, what that revision changed. */
  openPlan(run: string, revision: number | undefined): Promise<Answer>;
  openPullRequest(run: string): Promise<Answer>;
  showDiagram(run: string): Promise<Answer>;
}

/** Hands an intent to the method that carries it out. `ready` is the panel's own and asks nothing of the editor. */
export function handleIntent(handler: BoardHandler, run: string, intent: BoardIntent): Promise<Answer> {
  switch (intent.type) {
    case 'ready':
      return Promise.resolve({});
    case 'decide':
      return handler.decide(run, intent.gate, intent.verdict);
    case 'draft':
      return handler.changeDraft(run, intent.gate, intent.change);
    case 'reopen':
      return handler.reopen(run, intent.gate);
    case 'open-finding':
      return handler.openFinding(run, intent.finding);
    case 'triage':
      return handler.triage(run, intent.finding, intent.triage);
    case 'open-task':
      return handler.openTask(run, intent.wave, intent.task, intent.view);
    case 'open-changes':
      return handler.openChanges(run, intent.wave, intent.file);
    case 'launch':
      return handler.launch(run, intent.wave);
    case 'propose':
      return handler.propose(run, intent.strategy, intent.task, intent.diagnosis);
    case 'retry':
      return handler.retry(run);
    case 'accept-baseline':
      return handler.acceptBaseline(run, intent.note);
    case 'open-plan':
      return handler.openPlan(run, intent.revision);
    case 'open-pull-request':
      return handler.openPullRequest(run);
    case 'show-diagram':
      return handler.showDiagram(run);
  }
}
