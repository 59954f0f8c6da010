import { agents } from '../commands/agents.ts';
import { approvers } from '../commands/approvers.ts';
import { budget } from '../commands/budget.ts';
import { clean } from '../commands/clean.ts';
import { cost } from '../commands/cost.ts';
import { database } from '../commands/database.ts';
import { diff } from '../commands/diff.ts';
import { exportCommand } from '../commands/export.ts';
import { forensics } from '../commands/forensics.ts';
import { gates } from '../commands/gates.ts';
import { host } from '../commands/host.ts';
import { importCommand } from '../commands/import.ts';
import { keygen } from '../commands/keygen.ts';
import { limit } from '../commands/limit.ts';
import { move } from '../commands/move.ts';
import { record } from '../commands/record.ts';
import { report } from '../commands/report.ts';
import { show } from '../commands/show.ts';
import { status } from '../commands/status.ts';
import { up } from '../commands/up.ts';
import { verify } from '../commands/verify.ts';
import type { Command } from '../shared/command.ts';

/** Commands that look at runs and keep them: none of them drives a run or checks a plan. */
export const reading: readonly Command[] = [
  status,
  gates,
  diff,
  report,
  record,
  show,
  cost,
  budget,
  limit,
  forensics,
  verify,
  clean,
  agents,
  keygen,
  approvers,
  database,
  move,
  exportCommand,
  importCommand,
  host,
  up,
];
