import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { main } from '../src/cli.js';

const program = fileURLToPath(new URL('../bin/packhorse.js', import.meta.url));

/**
 * Makes a project in a temporary folder, removed when the test ends.
 * @param {import('node:test').TestContext} t
 * @param {object} config what its packhorse.json holds
 */
export async function makeProject(t, config) {
  const folder = await mkdtemp(path.join(tmpdir(), 'packhorse-'));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const write = async (name, content) => {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  };
  await write('packhorse.json', JSON.stringify(config));
  return {
    folder,
    write,
    read: (name) => readFile(path.join(folder, name), 'utf8'),
    run: (args, env = {}) => run(args, folder, env),
    start: (args, env = {}) => start(args, folder, env),
  };
}

/** What the run that prints has printed. The reporter of the tests prints outside of every run. */
const printed = new AsyncLocalStorage();
for (const stream of ['stdout', 'stderr']) {
  const write = process[stream].write.bind(process[stream]);
  process[stream].write = (text, ...rest) => {
    const own = printed.getStore();
    if (!own) return write(text, ...rest);
    own[stream] += text;
    return true;
  };
}

/** Runs a command line in this process and gives its exit code and what it printed. */
async function run(args, cwd, env) {
  const own = { stdout: '', stderr: '' };
  const code = await printed.run(own, () => main(args, { cwd, env: { ...surroundings(), ...env } }));
  return { code, ...own };
}

/** Starts the real program, which takes longer, and gives the same. */
async function start(args, cwd, env) {
  const child = spawn(process.execPath, [program, ...args], { cwd, env: { ...surroundings(), ...env } });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, stdout, stderr };
}

/** The environment without what would change the program. */
function surroundings() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(PACKHORSE|NODE)_/.test(name)));
}

async function text(stream) {
  return Buffer.concat(await stream.toArray()).toString('utf8');
}
