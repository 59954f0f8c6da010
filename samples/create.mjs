import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * Makes the sample repository: `node samples/create.mjs DEST [--goal] [--quiet]`. DEST must not exist or be empty. Beside it
 * comes DEST.remote.git, a bare repository, as the remote `origin`. With --goal its plan has a goal and agents, and what is
 * to be done is left to be drafted. The commits are the same on every machine and every day: nothing is taken from the
 * configuration, the identity or the environment of the person.
 */
const source = fileURLToPath(new URL('packhorse', import.meta.url));
const planFile = 'packhorse.waveplan.yaml';
const gitSettings = `[core]
	autocrlf = false
[commit]
	gpgSign = false
[user]
	name = Robin Marsh
	email = robin@packhorse.example
`;

const args = process.argv.slice(2);
const options = ['--goal', '--quiet'];
const [destination, ...rest] = args.filter((arg) => !options.includes(arg));
if (!destination || rest.length > 0 || destination.startsWith('-')) {
  fail(2, 'Usage: node samples/create.mjs DEST [--goal] [--quiet]');
}
const repository = path.resolve(destination);
const remote = `${repository}.remote.git`;
for (const folder of [repository, remote]) {
  if (!isEmpty(folder)) fail(3, `${folder} exists and is not empty. Remove it or choose another place.`);
}

try {
  makeRepository();
  makeRemote();
} catch (error) {
  rmSync(repository, { recursive: true, force: true });
  rmSync(remote, { recursive: true, force: true });
  const missing = error.code === 'ENOENT' && error.path === 'git';
  fail(3, missing ? 'git was not found. Install git 2.38 or newer and try again.' : error.message);
}
if (!args.includes('--quiet')) {
  console.log(`Sample repository: ${repository}\nIts remote:        ${remote}\nIts plan:          ${planFile}`);
}

function makeRepository() {
  mkdirSync(repository, { recursive: true });
  git('init', '--quiet', '--initial-branch=main', '--template=', '--object-format=sha1');
  appendFileSync(path.join(repository, '.git', 'config'), gitSettings);
  const files = listFiles(source);
  for (const file of files.filter((name) => name !== planFile)) write(file, textOf(file));
  // What the scripted planner answers.
  write('tools/agents/material/plan.yaml.txt', textOf(planFile));
  commit('Packhorse 0.4.0', '2025-03-03T09:00:00Z');
  write(planFile, args.includes('--goal') ? settingsOf(textOf(planFile)) : textOf(planFile));
  commit('Plan one resolver for tokens and one logger for output', '2025-03-04T10:30:00Z');
}

function makeRemote() {
  mkdirSync(remote, { recursive: true });
  git('init', '--quiet', '--bare', '--initial-branch=main', '--template=', '--object-format=sha1', remote);
  git('remote', 'add', 'origin', remote);
  git('push', '--quiet', '--set-upstream', 'origin', 'main');
}

function commit(message, date) {
  git('add', '--all');
  git('commit', '--quiet', '--no-verify', '--message', message, { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date });
}

/** Runs git in the repository, away from every configuration but its own. A last object argument adds variables. */
function git(...words) {
  const extra = typeof words.at(-1) === 'object' ? words.pop() : {};
  const inherited = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name));
  const isolated = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
  const env = { ...Object.fromEntries(inherited), ...isolated, ...extra };
  execFileSync('git', words, { cwd: repository, env, stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Text of a file. Line ends become LF, so that a checkout of this project on Windows gives the same commits. */
function textOf(file) {
  return readFileSync(path.join(source, file), 'utf8').replaceAll('\r\n', '\n');
}

function write(file, text) {
  const target = path.join(repository, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}

/** The keys of a plan that a person sets before anybody drafts it. */
function settingsOf(plan) {
  const settings = ['waveplan', 'title', 'goal', 'constraints', 'protected', 'agents', 'gates', 'budget', 'ship'];
  const blocks = plan.split(/^(?=[a-zA-Z]+:)/m);
  return `${blocks
    .filter((block) => settings.includes(block.split(':')[0]))
    .join('')
    .trimEnd()}\n`;
}

function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
    .filter((file) => !/^(node_modules|\.wavegate)([\\/]|$)/.test(file));
}

function isEmpty(folder) {
  try {
    return readdirSync(folder).length === 0;
  } catch (error) {
    if (error.code === 'ENOENT') return true;
    if (error.code === 'ENOTDIR') return false;
    throw error;
  }
}

function fail(exitCode, message) {
  console.error(message);
  process.exit(exitCode);
}
