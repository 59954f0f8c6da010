import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { suite, test } from 'node:test';
import { drivers } from '../../../src/drivers/drivers.ts';
import type { SandboxRequest } from '../../../src/sessionPorts/sandbox.ts';
import { placesFor } from '../../../src/sandbox/wishes.ts';

/** A person's machine: a home folder, a checkout, a worktree, the state of runs. */
function createMachine(t: TestContext) {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'wavegate-sandbox-')));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const at = (name: string) => path.join(root, ...name.split('/'));
  for (const folder of ['home', 'repo/.git', 'data/worktrees/a', 'state/a', 'tmp', 'bin']) {
    mkdirSync(at(folder), { recursive: true });
  }
  const request: SandboxRequest = {
    worktree: at('data/worktrees/a'),
    repository: at('repo'),
    worktreeRoot: at('data/worktrees'),
    hidden: [at('state')],
    folder: at('state/a'),
    readable: [],
    writable: [],
    environment: { PATH: at('bin') },
  };
  const system = { platform: 'linux', home: at('home'), temporary: [at('tmp')], runtime: [] };
  return {
    at,
    /** Rules, with paths relative to all of it. */
    rules: (changes: Partial<SandboxRequest> = {}) =>
      placesFor({ ...request, ...changes }, system).map(
        ({ access, path: place }) => `${access} ${path.relative(root, place).split(path.sep).join('/')}`,
      ),
  };
}

suite('what a session in a sandbox may see and change', { skip: process.platform === 'win32' }, () => {
  test('its worktree and temporary folders are to write, the records of runs are not there', (t) => {
    const { rules } = createMachine(t);
    assert.deepEqual(rules(), ['write tmp', 'hide state', 'write data/worktrees/a']);
  });

  test('the plan names further places: below ~/, by a variable, relative to the checkout; those with a slash are made', (t) => {
    const { rules, at } = createMachine(t);
    mkdirSync(at('repo/dist'));
    const environment = { AGENT: at('home/agent.sock') };
    writeFileSync(at('home/agent.sock'), '');
    const writable = ['~/made/', '~/not-there', '$AGENT', 'dist', '$NOT_SET'];
    const named = rules({ writable, environment }).filter((rule) => /home|repo/.test(rule));
    assert.deepEqual(named.sort(), ['write home/agent.sock', 'write home/made', 'write repo/dist']);
    assert.ok(existsSync(at('home/made')));
  });

  test('a plan cannot show what is hidden, nor does a variable that names the state folder as temporary', (t) => {
    const { rules, at } = createMachine(t);
    assert.deepEqual(rules({ writable: [at('state/a')] }), rules());
  });

  test('an agent writes the folder of its program, but not what its program runs from there', (t) => {
    const { rules, at } = createMachine(t);
    const own = drivers.claude.own?.({}) ?? [];
    const places = rules({ own }).filter((rule) => rule.includes('home'));
    assert.deepEqual(places.slice(0, 1), ['write home/.claude']);
    assert.ok(places.includes('read home/.claude/settings.json'));
    assert.ok(places.includes('read home/.claude/hooks'));
    assert.equal(readFileSync(at('home/.claude/settings.json'), 'utf8'), '{}\n');
  });

  test('settings beside the folder are given as a copy, which the next session does not see', (t) => {
    const { rules, at } = createMachine(t);
    writeFileSync(at('home/.claude.json'), '{"mine":true}');
    const own = drivers.claude.own?.({}) ?? [];
    assert.ok(rules({ own }).includes('write home/.claude.json'));
    assert.equal(readFileSync(at('state/a/own-.claude.json'), 'utf8'), '{"mine":true}');
  });

  test('caches of package managers that are there can be written, and are made where the tool is', (t) => {
    const { rules, at } = createMachine(t);
    for (const program of ['npm', 'cargo', 'go']) writeFileSync(at(`bin/${program}`), '');
    mkdirSync(at('home/.m2/repository'), { recursive: true });
    mkdirSync(at('elsewhere'));
    const caches = rules({ environment: { PATH: at('bin'), npm_config_cache: at('elsewhere') } });
    for (const place of ['elsewhere', 'home/.npm', 'home/.cargo/registry', 'home/go/pkg/mod', 'home/.m2/repository']) {
      assert.ok(caches.includes(`write ${place}`), `${place} of ${caches.join(', ')}`);
    }
    assert.ok(!caches.some((rule) => rule.includes('.gradle')));
    assert.ok(!existsSync(at('home/.cargo/bin')));
  });

  test('a test runner that a project brings along can write what it does not start without', (t) => {
    const { rules, at } = createMachine(t);
    assert.ok(!rules().includes('write home/.local/share/vitest'));
    mkdirSync(at('data/worktrees/a/node_modules/vitest'), { recursive: true });
    assert.ok(rules().includes('write home/.local/share/vitest'));
  });

  test('a home folder among temporary ones stays closed, and a running Gradle daemon is not found', (t) => {
    const { rules, at } = createMachine(t);
    mkdirSync(at('home/.gradle/daemon'), { recursive: true });
    mkdirSync(at('home/.ssh'));
    symlinkSync(at('home'), at('tmp/link'));
    const places = rules({ environment: { PATH: at('bin'), SSH_AUTH_SOCK: at('home/.ssh') } });
    assert.ok(places.includes('hide home/.gradle/daemon'));
    assert.ok(places.includes('hide home/.ssh'), 'the socket of the SSH agent');
  });
});
