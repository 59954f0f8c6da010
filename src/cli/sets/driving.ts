import { adapt } from '../commands/adapt.ts';
import { allow } from '../commands/allow.ts';
import { answer } from '../commands/answer.ts';
import { attach } from '../commands/attach.ts';
import { bisect } from '../commands/bisect.ts';
import { approve, hold, reject } from '../commands/decide.ts';
import { divide } from '../commands/divide.ts';
import { flows } from '../commands/flows.ts';
import { reopen } from '../commands/reopen.ts';
import { resume } from '../commands/resume.ts';
import { retry } from '../commands/retry.ts';
import { revert } from '../commands/revert.ts';
import { run } from '../commands/run.ts';
import { serve } from '../commands/serve.ts';
import { stop } from '../commands/stop.ts';
import { takeOver } from '../commands/takeOver.ts';
import { triage } from '../commands/triage.ts';
import { tryIt } from '../commands/try.ts';
import { draft } from '../commands/draft.ts';
import { learn } from '../commands/learn.ts';
import { reviewPlan } from '../commands/reviewPlan.ts';
import type { Command } from '../shared/command.ts';

/** Commands that start agents, drive a run, or ask the process that does. */
export const driving: readonly Command[] = [
  reviewPlan,
  learn,
  draft,
  run,
  approve,
  reject,
  answer,
  allow,
  hold,
  reopen,
  resume,
  adapt,
  divide,
  revert,
  retry,
  triage,
  stop,
  attach,
  takeOver,
  bisect,
  tryIt,
  flows,
  serve,
];
