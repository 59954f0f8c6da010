import type { AgentWork } from '../core/model/sessionWork.ts';
import type { SessionResult } from '../core/model/sessionResult.ts';
import { withNoticed } from '../core/run/session/resultNotes.ts';
import type { Programs } from '../ports/programs.ts';
import type { SessionGit } from '../sessionPorts/sessionGit.ts';
import type { SessionRecords } from '../sessionPorts/sessionRecords.ts';
import type { LocalJob } from '../protocol/sessionFiles.ts';
import { sessionFiles, sessionVariable } from '../protocol/sessionFiles.ts';
import { errorMessage } from '../util/errors.ts';
import { startHeartbeat } from './heartbeat.ts';
import { releaseGuard } from './releaseGuard.ts';
import { writeResult } from './result.ts';

export interface RecoveryServices {
  readonly git: Pick<SessionGit, 'recoverGuard' | 'keep'>;
  readonly programs: Programs;
  readonly records: SessionRecords;
}

/**
 * Does for an agent's session whose host died what the host would have done at its end: ends what is left of the agent,
 * undoes what it changed outside its worktree, keeps the rest on its branch, and answers for the session. Whoever comes
 * second leaves without a word.
 *
 * @param folder the session's folder
 * @throws Error when no result can be written
 */
export async function recoverSession(folder: string, services: RecoveryServices): Promise<void> {
  const { programs, records } = services;
  const local = await records.read(folder, sessionFiles.job);
  if (local?.job.work.kind !== 'agent') return;
  const self = (await programs.identify(process.pid)) ?? { pid: process.pid, started: '' };
  if (!(await records.create(folder, sessionFiles.recovery, self))) return;
  // It may have answered after all: what follows would then look at a worktree that others use already.
  if ((await records.read(folder, sessionFiles.result)) !== undefined) return;
  const heart = await startHeartbeat(folder);
  try {
    await writeResult(records, local, await look(local, local.job.work, folder, services));
  } finally {
    clearInterval(heart);
  }
}

async function look(
  local: LocalJob,
  work: AgentWork,
  folder: string,
  { git, programs, records }: RecoveryServices,
): Promise<SessionResult> {
  const died = 'The session host died before its agent had ended.';
  try {
    const agent = await records.read(folder, sessionFiles.agent);
    await programs.endTree(agent, `${sessionVariable}=${local.nonce}`);
    const { noticed, violations: outside } = await releaseGuard(git, local);
    const { branch, base } = work;
    const message = `${local.job.kind} ${local.job.subject}: what session ${local.job.session} left`;
    const kept = await git.keep(local, { branch, base, rules: work, message });
    const violations = [...kept.violations, ...outside];
    const result = { snapshot: kept.commit, changes: kept.changes, violations };
    if (violations.length === 0) {
      const advice = 'What its agent had done until then is kept on its branch; dispatch it again.';
      return withNoticed({ ...result, outcome: 'crashed', message: `${died} ${advice}` }, noticed);
    }
    const broken: SessionResult = {
      ...result,
      ...(kept.strayed === undefined ? {} : { strayed: kept.strayed }),
      outcome: work.mode === 'read-only' ? 'readonly-violated' : 'scope-violated',
      message: `${died} Its agent changed what it may not. Undone: ${violations.slice(0, 5).join(', ')}. Copies are in ${local.backupFolder}.`,
    };
    return withNoticed(broken, noticed);
  } catch (error) {
    const reason = errorMessage(error);
    return { outcome: 'crashed', message: `${died} What its agent did could not be checked: ${reason}` };
  }
}
