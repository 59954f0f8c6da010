import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { GuardReport, SessionGit, SessionPlace } from '../ports/sessionGit.ts';
import { setFences } from '../git/fences/setFences.ts';
import { compareFingerprints, describeDifference } from '../git/guard/compareFingerprints.ts';
import type { Knowledge } from '../git/guard/compareFingerprints.ts';
import { completeFingerprint, takeFingerprint, takeLaterFingerprint } from '../git/guard/fingerprint.ts';
import type { Fingerprint } from '../git/guard/fingerprint.ts';
import { backupOf, guardFolderOf } from '../git/guard/guardFolder.ts';
import { endFingerprint, keepFingerprint, readFingerprint } from '../git/guard/keptFingerprint.ts';
import { attributeAmong, heldLines, holdOthers, nameOf, othersAtWork } from '../git/guard/othersAtWork.ts';
import { writtenIntoSiblings } from '../git/guard/siblingFiles.ts';
import { takeSharedCheckout } from '../git/guard/sharedCheckout.ts';
import { undoDifferences } from '../git/guard/undoDifferences.ts';
import { withoutSameContent } from '../git/guard/undoFile.ts';

/** Milliseconds in which an agent's program is started, and can have done nothing yet. */
const agentFirst = 10;

/** What the guard of a session is about: where it is, and where its copies go. */
interface Guarded {
  readonly place: SessionPlace;
  readonly folder: string;
  readonly reserved: boolean;
}

/** Sets the guard of a session; see the port. */
export const setGuard: SessionGit['guard'] = async (place, { branch, reserved }) => {
  const { repository, worktree } = place;
  const guarded = { place, folder: guardFolderOf(place), reserved };
  const hooks = path.join(guarded.folder, 'hooks');
  const shared = await takeSharedCheckout(guarded.folder, Date.now());
  const [before, environment] = await Promise.all([
    takeFingerprint({ repository, worktree, branch }, shared),
    setFences({ repository, worktree, branch, folder: hooks }),
  ]);
  await keepFingerprint(guarded.folder, before);
  const complete = completed(guarded, before);
  // Whoever restores hears of a failure; until then nobody listens.
  complete.catch(() => undefined);
  return {
    environment,
    readable: [hooks],
    restore: async (wrote) => compareAndUndo(guarded, await complete, wrote),
    end: () => complete.then(() => endFingerprint(guarded.folder)),
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
  const guarded = { place, folder: guardFolderOf(place), reserved };
  const before = await readFingerprint(guarded.folder);
  return (
    before && {
      restore: async (wrote) => compareAndUndo(guarded, await completeFingerprint(before, filesOf(guarded)), wrote),
      end: () => endFingerprint(guarded.folder),
    }
  );
};

/** Where a guard keeps files of the person's checkout. */
const filesOf = ({ folder }: Pick<Guarded, 'folder'>): string => path.join(folder, 'files');

async function compareAndUndo(guarded: Guarded, before: Fingerprint, wrote: Knowledge['wrote']): Promise<GuardReport> {
  const { place, folder, reserved } = guarded;
  const { repository, worktree } = place;
  const kept = before.copies ?? filesOf(guarded);
  const after = await takeLaterFingerprint({ repository, worktree, branch: before.branch }, before);
  const found = compareFingerprints(before, after, { reserved, wrote });
  const others = await othersAtWork(folder, before.common);
  const differences = attributeAmong(await withoutSameContent(found, before, after, kept), before, after, others);
  const undo = async (by: 'session' | 'somebody'): Promise<readonly string[]> => {
    const mine = differences.filter((difference) => difference.by === by);
    const backup = `${backupOf(place)}.git`;
    const { undone, left } = await undoDifferences({ repository, before, differences: mine, backup, kept });
    return [...undone, ...left];
  };
  const violations = [...(await undo('session')), ...(await writtenIntoSiblings(before, worktree, wrote))];
  const together = [nameOf(before), ...others.map(({ name }) => name)].sort().join(' and ');
  const unknown = (await undo('somebody')).map((line) => `${line}, while ${together} ran`);
  await holdOthers(others, unknown);
  return {
    violations,
    held: [...(await heldLines(folder)), ...unknown],
    noticed: differences.filter(({ by }) => by === 'unclear').map(describeDifference),
  };
}
