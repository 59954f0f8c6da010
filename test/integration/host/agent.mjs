// A small real agent for the tests of the session host: `node agent.mjs BEHAVIOUR [FILE…]`. What it does is named by its
// first argument; the files it changes are the others.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const [behaviour, ...files] = process.argv.slice(2);
const { WAVEGATE_SESSION, WAVEGATE_TASK, WAVEGATE_HANDOFF, WAVEGATE_DIRECTIVE } = process.env;

function change(names) {
  for (const name of names) {
    mkdirSync(path.dirname(name), { recursive: true });
    writeFileSync(name, `changed by ${WAVEGATE_TASK}\n`, { flag: 'a' });
  }
}

function handOff(changes = {}) {
  const handoff = {
    session: WAVEGATE_SESSION,
    task: WAVEGATE_TASK,
    status: 'done',
    summary: `Did ${behaviour}.`,
    filesChanged: files,
    verification: [],
    ...changes,
  };
  writeFileSync(WAVEGATE_HANDOFF, JSON.stringify(handoff));
}

/** A process that outlives this one, in a session of its own or not, and is known to the test by a file. */
function leaveBehind(detached) {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', detached });
  writeFileSync(path.join('.wavegate', detached ? 'daemon' : 'child'), String(child.pid));
  child.unref();
}

const forever = () => setInterval(() => {}, 1000);

const behaviours = {
  done() {
    console.log(`working on ${WAVEGATE_TASK}, told ${readFileSync(WAVEGATE_DIRECTIVE, 'utf8').length} characters`);
    change(files);
    handOff();
  },
  silent: () => change(files),
  stale() {
    change(files);
    handOff();
    utimesSync(WAVEGATE_HANDOFF, 1, 1);
  },
  stranger() {
    change(files);
    handOff({ session: '00000000-0000-4000-8000-000000000000' });
  },
  torn() {
    change(files);
    writeFileSync(WAVEGATE_HANDOFF, '{"session": "');
  },
  boaster() {
    change(files.slice(1));
    handOff();
  },
  asker() {
    change(files);
    handOff({ status: 'partial', question: 'Which of the two?' });
  },
  eraser() {
    for (const file of files) rmSync(file);
    handOff();
  },
  meddler() {
    change(files);
    const person = readFileSync('.git/objects/info/alternates', 'utf8')
      .trim()
      .replace(/.objects$/, '');
    execFileSync('git', ['commit', '--quiet', '--all', '--message', 'Meddled']);
    execFileSync('git', ['push', '--quiet', person, 'HEAD:refs/heads/meddled', 'HEAD:refs/tags/meddled']);
    handOff();
  },
  auditor() {
    const finding = { severity: 'high', title: 'Wrong', detail: '', remediation: 'Right' };
    handOff({
      findings: [
        { ...finding, file: 'src/a.js', line: 1 },
        { ...finding, file: 'src/a.js', line: 900 },
        { ...finding, file: 'src/nowhere.js', line: 1 },
      ],
    });
  },
  fails() {
    console.log('cannot go on');
    process.exitCode = 3;
  },
  parent() {
    change(files);
    leaveBehind(false);
    leaveBehind(true);
    handOff();
  },
  endless() {
    change(files);
    // By this the test knows that the work has begun.
    leaveBehind(true);
    setInterval(() => console.log('still here'), 50);
  },
  stubborn() {
    process.on('SIGTERM', () => console.log('no'));
    console.log('ready');
    forever();
  },
  mute: forever,
  environment() {
    console.log(JSON.stringify(process.env));
    handOff();
  },
  loud() {
    // In pieces, as a program prints that waits for its reader.
    const line = `${'x'.repeat(1023)}\n`.repeat(1024);
    let left = 40;
    const more = () => {
      while (left-- > 0) if (!process.stdout.write(line)) return process.stdout.once('drain', more);
      handOff();
    };
    more();
  },
};

behaviours[behaviour]();
