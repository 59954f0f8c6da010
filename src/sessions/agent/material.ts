import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AgentWork } from '../../core/model/sessionWork.ts';
import { changeFile, placesFile, placesText } from '../../core/validators/placesText.ts';
import type { SessionGit, SessionPlace } from '../../sessionPorts/sessionGit.ts';

/**
 * Writes what an agent is to read beside the code into `.wavegate/review/` of its worktree: git ignores that folder, and what
 * lay there before goes.
 */
export async function writeMaterial(
  git: Pick<SessionGit, 'diffText'>,
  place: SessionPlace,
  { files = {}, diffs = [] }: Pick<AgentWork, 'files' | 'diffs'>,
): Promise<void> {
  const folder = path.join(place.worktree, '.wavegate', 'review');
  await rm(folder, { recursive: true, force: true });
  if (Object.keys(files).length + diffs.length === 0) return;
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  for (const diff of diffs) {
    const { text, left } = await git.diffText(place, diff);
    const note =
      left.length === 0
        ? ''
        : `\n# ${left.length} files did not fit; look at them in the worktree:\n${left.map((each) => `# ${each}\n`).join('')}`;
    await writeFile(path.join(folder, diff.name), `${text}${note}`);
    if (diff.name === changeFile) await writeFile(path.join(folder, placesFile), placesText(text));
  }
}
