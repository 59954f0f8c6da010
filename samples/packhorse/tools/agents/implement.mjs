import process from 'node:process';
import { readDirective } from './lib/directive.mjs';
import { writeHandoff } from './lib/handoff.mjs';
import { say } from './lib/terminal.mjs';
import { verify } from './lib/verify.mjs';
import { NotOwned, Worktree } from './lib/worktree.mjs';
import { repairs } from './tasks/repairs.mjs';
import { taskNamed } from './tasks/tasks.mjs';

/**
 * Stands in for a coding agent: reads its directive, edits the files it owns, runs the verification, leaves a handoff.
 * Usage: node tools/agents/implement.mjs DIRECTIVE HANDOFF
 */
const [, , directiveFile, handoffFile] = process.argv;
const directive = await readDirective(directiveFile);
await say('task', `${directive.task} (${directive.kind})`);
const worktree = new Worktree(directive.owns);
for (const file of directive.reads) await readFirst(file);
const obstacle = await work();
const verification = obstacle ? [] : await verify(directive.verification);
const filesChanged = await worktree.changed();
const failed = verification.filter(({ exitCode }) => exitCode !== 0).map(({ command }) => command);
const question =
  obstacle ?? (failed.length > 0 ? `Not green: ${failed.join(', ')}. Is the task or the plan at fault?` : undefined);
const handoff = {
  session: process.env.WAVEGATE_SESSION ?? directive.session,
  task: process.env.WAVEGATE_TASK ?? directive.task,
  status: obstacle ? 'blocked' : failed.length > 0 ? 'partial' : 'done',
  summary: summary(),
  filesChanged,
  verification,
  ...(question && { question }),
};
await writeHandoff(process.env.WAVEGATE_HANDOFF ?? handoffFile, handoff);
await say(handoff.status, question ?? handoff.summary);

/** Does the task, then what the failing checks ask for. Gives a question when it cannot. */
async function work() {
  const task = taskNamed(directive.task);
  const needed = repairs.filter(({ symptom }) => symptom.test(directive.failing));
  if (!task && needed.length === 0) return `I know nothing of a task "${directive.task}". What is there to do?`;
  try {
    if (task) await task(worktree);
    for (const { diagnosis, repair } of needed) {
      await say('diagnose', diagnosis);
      await repair(worktree);
    }
  } catch (error) {
    if (error instanceof NotOwned) return `${error.message} Who should do it?`;
    throw error;
  }
  if (directive.failing && needed.length === 0) return 'The failing checks do not say what to repair. What is wrong?';
  return undefined;
}

async function readFirst(file) {
  const text = await worktree.read(file);
  if (text !== undefined) await say('read', `${file} (${text.split('\n').length - 1} lines)`);
}

function summary() {
  const changes = filesChanged.length === 0 ? 'Changed nothing' : `Changed ${filesChanged.join(', ')}`;
  return `${changes}; ${verification.length - failed.length} of ${verification.length} verification commands passed.`;
}
