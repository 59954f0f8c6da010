import { frozenFiles } from '../../core/recipes/testFiles.ts';
import { stageSection } from '../../core/directive/stageText.ts';
import { usageSince } from '../../core/agents/usage.ts';
import { pathMatcher } from '../../core/glob/globs.ts';
import type { AgentWork, StageWork } from '../../core/model/sessionWork.ts';
import type { FileChange } from '../../core/model/repository.ts';
import type { RedCommand, StageProof } from '../../core/model/checkRun.ts';
import type { Usage } from '../../core/model/sessionResult.ts';
import type { AgentDriver } from '../../sessionPorts/agentDriver.ts';
import type { StageEnd, StageRequest } from './stage.ts';
import type { Verdict } from './verdict.ts';

/** A stage to run next, and what is known from those before. */
export interface NextStage {
  readonly stage: StageWork;
  /** Among all stages, from 1. */
  readonly position: number;
  readonly of: number;
  /** Commit that the stage begins with. */
  readonly from: string;
  readonly red: readonly RedCommand[];
  /** Files of tests that the red stage changed. */
  readonly redFiles: readonly string[];
  /** The agent's run before, in this session. */
  readonly last?: StageEnd | undefined;
  readonly lastAgent?: string | undefined;
  /** Lines about the call sites to replace. */
  readonly sites?: readonly string[];
  /** Usage before that run. */
  readonly before?: Usage | undefined;
}

/** The work of the session as the agent of a stage gets it. */
export function requestFor(work: AgentWork, next: NextStage, driver: AgentDriver): StageRequest {
  const { stage, position, of, last } = next;
  const section = stageSection(stage, position, of, next.sites);
  const resume = conversationBefore(next, driver);
  const { resume: _resume, handOver, ...own } = work;
  const first = position === 1 && last === undefined;
  return {
    stage: stage.id,
    work: {
      ...own,
      profile: stage.profile,
      mode: stage.mode,
      stage: stage.id,
      base: next.from,
      verify: stage.run,
      directive: `${work.directive.trimEnd()}\n\n${section}`,
      mayBeEmpty: work.mayBeEmpty || stage.review || (stage.shows !== 'red' && stage.shows !== 'green'),
      protected: [...work.protected, ...(next.red.length === 0 ? [] : frozenFiles(work.tests ?? []))],
      ...(first && work.resume !== undefined ? { resume: work.resume } : {}),
      ...(first && handOver !== undefined ? { handOver } : {}),
    },
    ...(resume === undefined ? {} : { resume, section }),
    spent: last?.result.usage,
    claimed: last?.claimed ?? [],
  };
}

function conversationBefore(
  { stage, last, lastAgent, before }: NextStage,
  driver: AgentDriver,
): StageRequest['resume'] {
  const id = last?.result.conversation;
  const goesOn = stage.session === 'same' && lastAgent === stage.agent && driver.cli !== undefined;
  return goesOn && id !== undefined ? { id, used: usageSince(before, last?.result.usage) } : undefined;
}

/** Whether the stage should continue a conversation and could not. */
export function beganAfresh(stage: StageWork, request: StageRequest): boolean {
  return stage.session === 'same' && request.resume === undefined;
}

/** Tells a change to frozen tests from one to files of others. */
export function frozenVerdict(
  verdict: Verdict,
  { stage, red }: NextStage,
  work: AgentWork,
  paths: readonly string[],
): Verdict {
  if (verdict.outcome !== 'scope-violated' || red.length === 0) return verdict;
  const touched = paths.filter(pathMatcher(frozenFiles(work.tests ?? [])));
  if (touched.length === 0) return verdict;
  const shown = touched.slice(0, 3).join(', ');
  const why = `Stage ${stage.id} changed ${shown}: files of tests and the settings of their runner stay as they were when the tests were red, byte for byte. Tests that are missing belong into the red stage.`;
  return { ...verdict, message: `${why} ${verdict.message}` };
}

/** Files with tests among those that changed. */
export function testFilesIn(changes: readonly FileChange[], work: AgentWork): readonly string[] {
  const isTest = pathMatcher(frozenFiles(work.tests ?? []));
  return changes.map(({ path }) => path).filter(isTest);
}

/** Notes of a review beside its handoff; why it does not count, where they are missing. */
export function reviewOf(
  { review, id }: StageWork,
  { handoff }: StageEnd,
): Pick<StageProof, 'deviations' | 'discoveries'> | string {
  if (!review) return {};
  const { deviations, discoveries } = handoff.handoff ?? {};
  if (deviations === undefined || discoveries === undefined) {
    return `Stage ${id} is not proved. Its handoff has to record "deviations" and "discoveries", as [] where there is nothing to say. Dispatch the task again.`;
  }
  return { deviations, discoveries };
}
