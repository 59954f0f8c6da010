// What the scripted agents of a test repository can do. A copy of this file lies beside them in the repository, so it
// uses nothing but Node. Each agent is a short program that starts with an import of what it needs from here.
import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

export const task = process.env.WAVEGATE_TASK;
export const session = process.env.WAVEGATE_SESSION;
export const handoffFile = process.env.WAVEGATE_HANDOFF;
export const worktree = process.cwd();

/** The person's git folder, which an agent that means harm can find, and with it everything else the test has made. */
export const gitFolder = path.dirname(readFileSync('.git/objects/info/alternates', 'utf8').trim());
export const checkout = path.dirname(gitFolder);
export const home = path.dirname(checkout);

export function write(file, text) {
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  writeFileSync(file, text);
}

export function remove(file) {
  rmSync(file, { recursive: true });
}

export function git(...args) {
  return gitIn(worktree, ...args);
}

export function gitIn(folder, ...args) {
  const identity = ['-c', 'user.name=Agent', '-c', 'user.email=agent@localhost'];
  return execFileSync('git', ['-C', folder, ...identity, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** Commits everything in the agent's worktree, and pushes it into the repository of the person. */
export function pushInto(...refs) {
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Merge it myself');
  git('push', '--quiet', '--force', gitFolder, ...refs.map((ref) => 'HEAD:' + ref));
}

/** Writes the handoff of a task that is done; `changes` replaces parts of it. */
export function handOff(filesChanged, changes = {}) {
  const summary = `Finished ${task}.`;
  const handoff = { session, task, status: 'done', summary, filesChanged, verification: [], ...changes };
  mkdirSync(path.dirname(handoffFile), { recursive: true });
  writeFileSync(handoffFile, JSON.stringify(handoff));
}

/** Does the work that a task of these tests has, and hands it off: one changed line in the file of its name. */
export function work() {
  const file = `src/${task}.js`;
  appendFileSync(file, `export const done = '${task}';\n`);
  handOff([file]);
}

/** Writes down that this agent ran, where the test counts it. */
export function enterLedger() {
  appendFileSync(path.join(home, 'ledger'), `${task} ${process.pid}\n`);
}

/** Starts a process that never ends by itself, and writes its number to a file beside the repository. */
export function leaveBehind(name, options = {}) {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', ...options });
  writeFileSync(path.join(home, name), String(child.pid));
  child.unref();
}

/** Waits until the test has made a file beside the repository. */
export async function waitFor(name) {
  const file = path.join(home, name);
  await new Promise((resolve) => {
    const watcher = watch(home, () => existsSync(file) && finish());
    const finish = () => (watcher.close(), resolve());
    if (existsSync(file)) finish();
  });
}

/** Folders of other sessions of the same wave. */
export function siblings() {
  const parent = path.dirname(worktree);
  return readdirSync(parent)
    .map((name) => path.join(parent, name))
    .filter((folder) => folder !== worktree);
}
