import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { hideFromAgents } from '../../src/cli/shared/signer.ts';
import type { Terminal } from '../../src/cli/shared/terminal.ts';
import { createSandbox } from '../../src/sandbox/machineSandbox.ts';
import { startHostileWave } from '../support/hostileWave.ts';
import { onDisk } from '../support/onDisk.ts';
import { hasFailed } from '../support/realRun.ts';
import { startSshAgent, withoutSshAgent } from '../support/sshAgent.ts';
import { until } from '../support/until.ts';
import { runningWith } from '../agents/runningWith.ts';

const probe = ['--ro-bind', '/', '/', '--unshare-pid', '--proc', '/proc', 'true'];
const skip = spawnSync('bwrap', probe).status === 0 ? false : 'bubblewrap does not work on this machine';
const plan = { worktree: { sandbox: 'required' } };

const tries = `
  import { existsSync, readdirSync, renameSync } from 'node:fs';
  const said = [];
  const attempt = (what, step) => {
    try { step(); said.push(what + ': done'); } catch (error) { said.push(what + ': ' + (error.code ?? 'refused')); }
  };`;

/** Hands in what it has written, in words that a test can read. */
const told = `
  handOff(['src/' + task + '.js'], { summary: said.join('; ') });
  write('src/' + task + '.js', "export const done = 'yes';\\n");`;

/** Program that starts one which leaves its parents and clears its environment. @param mark by which it is known */
const hides = (mark: string): string => `
  import { spawn } from 'node:child_process';
  const hidden = 'setInterval(() => {}, 1000); // ${mark}';
  const outer = 'require("node:child_process").spawn(process.execPath, ["-e", process.argv[1]], { detached: true, env: {}, stdio: "ignore" }).unref()';
  spawn(process.execPath, ['-e', outer, hidden], { stdio: 'inherit' });`;

/** Other tests, which may run at the same time, leave programs, too. */
const newMark = (): string => `hidden by ${randomUUID()}`;

/** Program that writes into the git folder of the person when its checks run it. */
const planting = `
  import { readFileSync, writeFileSync } from 'node:fs';
  writeFileSync(readFileSync('.git/objects/info/alternates', 'utf8').trim() + '/planted', '');`;

/** Agents of one wave. @param outside port of a server of the machine @param inHome key in the person's home @param mark of a hidden process */
const agentsOf = (outside: number, inHome: string, mark: string) => ({
  writer: `${tries}
    attempt('checkout', () => write(checkout + '/src/other.js', 'overwritten'));
    attempt('ref', () => gitIn(checkout, 'update-ref', 'refs/heads/mine', 'HEAD'));
    attempt('config', () => gitIn(checkout, 'config', 'core.hooksPath', home));
    attempt('home', () => write(process.env.HOME + '/planted-by-an-agent', ''));
    attempt('neighbour', () => write(worktree + '/../planted', ''));
    attempt('moving what is fenced', () => renameSync(home, home + '-moved'));
    const records = readdirSync(home + '/state', { recursive: true }).filter((name) => String(name).includes('.json'));
    said.push('records: ' + records.length);
    said.push('through proc: ' + existsSync('/proc/' + process.ppid + '/root' + home + '/state/runs'));
    ${told}`,
  reader: `${tries}
    import { readFileSync, rmSync } from 'node:fs';
    await waitFor('made');
    for (const [what, file] of [['home', ${JSON.stringify(inHome)}], ['temporary', home + '/key'], ['passphrase', home + '/words']]) {
      let text = 'nothing';
      try { text = readFileSync(file, 'utf8') || 'nothing'; } catch {}
      said.push(what + ': ' + text);
      attempt('removing ' + what, () => rmSync(file));
      attempt('moving ' + what, () => renameSync(file, file + '-moved'));
    }
    ${told}`,
  planter: `
    write('src/planter.js', ${JSON.stringify(planting)});
    write(checkout + '/../worktrees/shared/left', '');
    handOff(['src/planter.js']);`,
  hider: `
    write('src/hider.js', ${JSON.stringify(hides(mark))});
    await import(process.cwd() + '/src/hider.js');
    handOff(['src/hider.js']);`,
  server: `
    import { connect, createServer } from 'node:net';
    const own = Number(process.env.WAVEGATE_PORT);
    const server = createServer((socket) => socket.end('from inside'));
    await new Promise((resolve) => server.listen(own, '127.0.0.1', resolve));
    let heard = '';
    for await (const chunk of connect(${outside}, '127.0.0.1')) heard += chunk;
    write(home + '/port', String(own));
    await waitFor('met');
    server.close();
    const said = [heard];
    ${told}`,
  // Its checkout is changed by the person.
  neighbour: `
    try { write(checkout + '/src/other.js', 'overwritten'); } catch { write(home + '/refused', ''); }
    await waitFor('go');
    work();`,
});

const checked = (task: string): object => ({ verify: [`node --check src/${task}.js`] });

test('agents that try to get out of the sandbox stay in it, and are not kept from their work', { skip }, async (t) => {
  onDisk(t);
  const outside = createServer((socket) => socket.end('from outside'));
  await once(outside.listen(0, '127.0.0.1'), 'listening');
  t.after(() => outside.close());
  const ownHome = mkdtempSync(path.join(os.homedir(), '.wavegate-test-'));
  t.after(() => rmSync(ownHome, { recursive: true, force: true }));
  const inHome = path.join(ownHome, 'my key.pem');
  const mark = newMark();
  const agents = agentsOf((outside.address() as AddressInfo).port, inHome, mark);
  const { run, project } = await startHostileWave(t, agents, {
    plan: {
      worktree: { sandbox: 'auto', checkout: 'reserved', writable: ['../worktrees/shared/'] },
      limits: { parallel: Object.keys(agents).length },
    },
    tasks: {
      ...Object.fromEntries(['writer', 'reader', 'hider', 'server'].map((task) => [task, checked(task)])),
      planter: { verify: ['node src/planter.js'] },
    },
  });
  const [key, words] = [path.join(project.home, 'key'), path.join(project.home, 'words')];
  for (const file of [inHome, key, words]) writeFileSync(file, 'SECRET');
  const terminal = { folder: project.home, env: project.env } as unknown as Terminal;
  await hideFromAgents(terminal, {}, inHome);
  const open = openSync(words, 'r');
  await hideFromAgents(terminal, { 'passphrase-fd': String(open) }, key);
  closeSync(open);
  project.leave('made');
  const othersHaveEnded = run.drive(({ sessions }) => {
    const ended = Object.values(sessions).filter(({ status }) => status === 'ended');
    return ended.length === Object.keys(agents).length - 1;
  });

  // Attack none: an agent serves on its own port in a sandbox, and reaches a server of the machine. Stopped by: nothing; the network is as it was.
  await t.test('in the sandbox an agent serves on its own port, and the network is as it was', async () => {
    await until(() => project.read('port') !== '');
    let heard = '';
    for await (const chunk of connect(Number(project.read('port')), '127.0.0.1')) heard += String(chunk);
    project.leave('met');
    await othersHaveEnded;
    assert.equal(heard, 'from inside');
    assert.equal(run.result('server').summary, 'from outside');
  });

  // Attack beyond: writes outside its worktree, in a sandbox. Stopped by: 4, the sandbox.
  // Attack beyond: reads the records of the run, in a sandbox. Stopped by: 4, the sandbox.
  await t.test('in the sandbox an agent writes to its worktree only, and sees no record of a run', () => {
    const { summary = '', outcome } = run.result('writer');
    assert.equal(outcome, 'done');
    for (const what of ['checkout', 'ref', 'config', 'home', 'neighbour', 'moving what is fenced'])
      assert.doesNotMatch(summary, new RegExp(`${what}: done`));
    assert.match(summary, /records: 0; through proc: false/);
    assert.match(readFileSync(path.join(project.repository, 'src', 'other.js'), 'utf8'), /other/);
  });

  // Attack beyond: reads the key that decides gates, in a sandbox. Stopped by: 4, the sandbox.
  await t.test('in the sandbox an agent cannot read a key that decides, wherever it lies and whatever its name', () => {
    const { summary = '', outcome } = run.result('reader');
    assert.equal(outcome, 'done');
    assert.match(summary, /home: nothing/);
    assert.match(summary, /temporary: nothing/);
    assert.match(summary, /passphrase: nothing/);
    assert.doesNotMatch(summary, /(?:removing|moving) \w+: done/);
    for (const file of [inHome, key, words]) assert.equal(readFileSync(file, 'utf8'), 'SECRET');
  });

  // Attack beyond: hands in a program that writes outside when its checks run it, in a sandbox. Stopped by: 4, the sandbox.
  await t.test('what an agent hands in runs in the sandbox, too, and folders the plan names can be written', () => {
    assert.equal(run.result('planter').outcome, 'blocked', run.result('planter').message);
    assert.match(run.result('planter').message, /"node src\/planter.js" ended with/);
    assert.ok(existsSync(path.join(project.home, 'worktrees', 'shared', 'left')));
    assert.equal(project.git('status', '--porcelain'), '');
  });

  // Attack beyond: hides a process that has left its parents and cleared its environment, in a sandbox. Stopped by: 4, the sandbox.
  await t.test('in the sandbox no process outlives an agent, however it hides, and each is reported', () => {
    assert.match(run.result('hider').message, /Its agent left 1 program running, which Wavegate has ended: node/);
    assert.deepEqual(runningWith(mark), []);
  });

  // Attack none: a person changes their checkout while an agent works in a sandbox. Stopped by: nothing, the change is the person's.
  await t.test(
    'in the sandbox a change in the checkout is the person’s, even where they are said not to work there',
    async () => {
      assert.ok(existsSync(path.join(project.home, 'refused')));
      writeFileSync(path.join(project.repository, 'src', 'other.js'), 'typed by the person');
      project.git('branch', 'topic');
      project.leave('go');
      await run.drive(hasFailed);
      const { outcome, message, violations } = run.result('neighbour');
      assert.equal(outcome, 'done', message);
      assert.deepEqual(violations, []);
      assert.equal(project.git('rev-parse', 'topic'), project.git('rev-parse', 'main'));
      assert.equal(readFileSync(path.join(project.repository, 'src', 'other.js'), 'utf8'), 'typed by the person');
    },
  );
});

test('what agents have handed in runs in the sandbox in the checks of the wave', { skip }, async (t) => {
  onDisk(t);
  const mark = newMark();
  const program = `
    import { writeFileSync } from 'node:fs';
    if (process.env.WAVEGATE_TASK === 'check') writeFileSync('HOME/project/planted.js', 'planted');`;
  const { run, project } = await startHostileWave(
    t,
    {
      a: `
        write('src/a.js', ${JSON.stringify(program)}.replaceAll('HOME', home));
        write('src/hidden.js', ${JSON.stringify(hides(mark))});
        handOff(['src/a.js', 'src/hidden.js']);`,
    },
    {
      plan: { ...plan, checkpoint: { checks: { hidden: 'node src/hidden.js' }, test: 'node src/a.js' } },
      tasks: { a: { owns: ['src/a.js', 'src/hidden.js'] } },
    },
  );
  await run.drive(hasFailed);
  assert.equal(run.result('a').outcome, 'done', run.result('a').message);

  // Attack beyond: hands in a program that writes outside when the checks of the wave run it, in a sandbox. Stopped by: 7, the sandbox.
  await t.test('what agents have handed in runs in the sandbox in the checks of the wave, too', () => {
    assert.equal(run.result('check').outcome, 'blocked');
    const check = run.result('check').checks?.find(({ name }) => name === 'test');
    assert.match(check?.tail ?? '', /EROFS|EACCES|ENOENT|read-only/);
    assert.equal(project.git('status', '--porcelain'), '');
  });

  // Attack beyond: hides a process that has left its parents and cleared its environment in the checks of the wave, in a sandbox. Stopped by: 7, the sandbox.
  await t.test('in the sandbox no process outlives a check, however it hides, and each is reported', () => {
    assert.match(run.result('check').message, /hidden left 1 program running/);
    assert.deepEqual(runningWith(mark), []);
  });
});

// Attack beyond: sets a program up that writes outside when the checks are set up, in a sandbox. Stopped by: 7, the sandbox.
test('what agents have handed in runs in the sandbox in the set-up of the checks, too', { skip }, async (t) => {
  onDisk(t);
  const program = `
    import { existsSync, writeFileSync } from 'node:fs';
    if (existsSync('src/a.js')) writeFileSync('HOME/project/planted.js', 'planted');`;
  const { run, project } = await startHostileWave(
    t,
    { a: `write('src/base.js', ${JSON.stringify(program)}.replaceAll('HOME', home)); handOff(['src/base.js']);` },
    {
      plan: { worktree: { sandbox: 'required', setup: ['node src/base.js'] } },
      tasks: { a: { owns: ['src/base.js'] } },
    },
  );
  await run.drive(hasFailed);
  assert.match(run.result('check').message, /could not write[^]*lies outside its worktree[^]*worktree\.writable/);
  assert.equal(project.git('status', '--porcelain'), '');
});

// Attack beyond: asks the person's SSH agent to sign, in a sandbox. Stopped by: 4, the sandbox.
test('in the sandbox the SSH agent of the person cannot be reached', { skip: skip || withoutSshAgent }, async (t) => {
  onDisk(t);
  const agent = await startSshAgent(t);
  agent.add('ann');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'wt-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const entered = await createSandbox(process.platform).enter('required', {
    ...{ worktree: folder, repository: folder, worktreeRoot: folder },
    ...{ hidden: [], readable: [], writable: [], environment: { ...process.env, SSH_AUTH_SOCK: agent.socket } },
  });
  assert.notEqual(entered, 'missing');
  if (entered === 'missing') return;
  const ask = `require('net').connect(${JSON.stringify(agent.socket)}).on('connect', () => process.exit(0)).on('error', () => process.exit(7))`;
  const [program, ...args] = entered.enter([process.execPath, '-e', ask]);
  assert.equal(spawnSync(process.execPath, ['-e', ask]).status, 0);
  assert.equal(spawnSync(program, args).status, 7);
});
