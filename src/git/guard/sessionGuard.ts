import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { byOneOfSeveral } from '../../core/run/session/resultNotes.ts';
import type { GuardReport, SessionGit, SessionPlace } from '../../sessionPorts/sessionGit.ts';
import { compareFingerprints, describeDifference } from './compareFingerprints.ts';
import type { Difference, Knowledge } from './compareFingerprints.ts';
import { completeFingerprint, takeFingerprint, takeLaterFingerprint } from './fingerprint.ts';
import type { Fingerprint } from './fingerprint.ts';
import { backupOf, guardFolderOf } from './guardFolder.ts';
import { gitOnlyIn } from '../privateGit/environment.ts';
import { endFingerprint, keepFingerprint, readFingerprint } from './keptFingerprint.ts';
import { wereOthersAtWork } from './othersAtWork.ts';
import { fillingSettings, readFilling } from '../files/worktreeSettings.ts';
import { untold } from './tellOnce.ts';
import { whenChanged } from './whenChanged.ts';
import { writtenIntoSiblings } from './siblingFiles.ts';
import { takeSharedCheckout } from './sharedCheckout.ts';
import { undoDifferences } from './undoDifferences.ts';
import { withoutSameContent } from './undoFile.ts';

/** Milliseconds in which an agent's program is started, and can have done nothing yet. */
const agentFirst = 10;

/** Subject of a session's guard: where it is, and where its copies go. */
interface Guarded {
  readonly place: SessionPlace;
  readonly folder: string;
  readonly reserved: boolean;
}

/** Sets the guard of a session; see the port. */
export const setGuard: SessionGit['guard'] = async (place, { branch, reserved }) => {
  const { repository, worktree } = place;
  const guarded = { place, folder: guardFolderOf(place), reserved: reserved ?? runsInCi(process.env) };
  const shared = await takeSharedCheckout(guarded.folder, Date.now());
  const before = await takeFingerprint({ repository, worktree, branch }, shared);
  await keepFingerprint(guarded.folder, before);
  const complete = completed(guarded, before);
  // Whoever restores hears of a failure; until then there is no listener.
  complete.catch(ignore);
  return {
    environment: { ...gitOnlyIn(worktree), ...fillingSettings(await readFilling(before.common, worktree)).env },
    restore: async (wrote, mayWrite) => compareAndUndo(guarded, await complete, wrote, mayWrite),
    end: () => complete.then(ignore, ignore).then(() => endFingerprint(guarded.folder)),
  };
};

/** Reads what need not be known before the agent starts, just after it has: starting a git takes as long as starting it. */
async function completed(guarded: Guarded, before: Fingerprint): Promise<Fingerprint> {
  if (before.checkout !== undefined) return before;
  await delay(agentFirst);
  const whole = await completeFingerprint(before, filesOf(guarded));
  await keepFingerprint(guarded.folder, whole);
  return whole;
}

/** Takes up the guard of a session whose host died; see the port. */
export const recoverGuard: SessionGit['recoverGuard'] = async (place, reserved) => {
  const guarded = { place, folder: guardFolderOf(place), reserved: reserved ?? runsInCi(process.env) };
  const before = await readFingerprint(guarded.folder);
  return (
    before && {
      restore: async (wrote, mayWrite) =>
        compareAndUndo(guarded, await completeFingerprint(before, filesOf(guarded)), wrote, mayWrite),
      end: () => endFingerprint(guarded.folder),
    }
  );
};

const ignore = (): void => undefined;

/** Folder in which a guard keeps files of the person's checkout. */
const filesOf = ({ folder }: Pick<Guarded, 'folder'>): string => path.join(folder, 'files');

/** Whether this machine runs unattended. Every CI service sets the variable. */
function runsInCi({ CI }: NodeJS.ProcessEnv): boolean {
  return CI !== undefined && !['', '0', 'false'].includes(CI.toLowerCase());
}

async function compareAndUndo(
  guarded: Guarded,
  before: Fingerprint,
  said: Knowledge['wrote'],
  mayWrite: (file: string) => boolean = () => true,
): Promise<GuardReport> {
  const { place, folder, reserved } = guarded;
  const { repository, worktree } = place;
  // A program also says so of what a sandbox has kept it from.
  const wrote = said.filter(mayWrite);
  const kept = before.copies ?? filesOf(guarded);
  const after = await takeLaterFingerprint({ repository, worktree, branch: before.branch }, before);
  const others = await wereOthersAtWork(folder, before.moment);
  const found = compareFingerprints(before, after, { reserved, wrote, others, mayWrite });
  const differences = await withoutSameContent(found, before, after, kept);
  const undo = (by: Difference['by']): Promise<readonly string[]> => {
    const theirs = differences.filter((difference) => difference.by === by);
    return undoDifferences({ repository, before, differences: theirs, backup: `${backupOf(place)}.git`, kept });
  };
  const violations = [...(await undo('session')), ...(await writtenIntoSiblings(before, worktree, wrote))];
  const news = await untold(
    differences.filter(({ by }) => by === 'person'),
    folder,
  );
  const undone = (await undo('agents')).map(byOneOfSeveral);
  return { violations, noticed: [...undone, ...news.map((difference) => tell(difference, before))] };
}

function tell(difference: Difference, before: Fingerprint): string {
  return `${describeDifference(difference)} (${whenChanged(difference, before)})`;
}
