import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, suite, test } from 'node:test';
import fc from 'fast-check';
import { acceptedIn, followUps, withAccepted, withoutScript } from '../../../../src/core/flows/accepted.ts';
import { returnOf } from '../../../../src/core/flows/flowReturn.ts';
import { flowReturnLine } from '../../../../src/core/flows/flowWords.ts';
import { flowLines, flowsOf } from '../../../../src/core/flows/flows.ts';
import { observeSession } from '../../../../src/core/flows/observe.ts';
import type { ObservedSession } from '../../../../src/core/flows/model.ts';
import { flowScript } from '../../../../src/core/flows/script.ts';
import { agentsFile } from '../../../../src/core/flows/skill.ts';

type Call = string | { readonly edit: string } | { readonly failed: string } | { readonly look: string };

/** A session that makes these calls, each a second long and a minute after the one before, 100 tokens a request. */
function session(
  calls: readonly Call[],
  { run = 'r1', name = 's1', start = 0, requests = true } = {},
): ObservedSession {
  const { take, end } = observeSession({ run, session: name, driver: 'claude', worktree: '/w', subject: 'task-a' });
  const tell = (at: number, event: object): void => take(JSON.stringify({ at, type: 'agent', event }));
  calls.forEach((call, index) => {
    const at = start + index * 60_000;
    const [kind, target] =
      typeof call === 'string'
        ? ['run', call]
        : 'edit' in call
          ? ['edit', call.edit]
          : 'look' in call
            ? ['read', call.look]
            : ['run', call.failed];
    const id = `${index}`;
    tell(at, { type: 'tool', id, name: 'Tool', kind, target });
    if (requests) tell(at, { type: 'usage', covers: 'request', used: { inputTokens: 90, outputTokens: 10 } });
    tell(at + 1_000, { type: 'tool-end', id, ok: typeof call === 'string' || !('failed' in call) });
  });
  if (!requests)
    tell(start + calls.length * 60_000, {
      type: 'usage',
      covers: 'run',
      used: { inputTokens: 900, outputTokens: 100 },
    });
  return end();
}

const flow = ['npm run build', 'npm test -- x'];

suite('repeated flows', () => {
  test('are told with how often, in how many runs, how long and with how many tokens', () => {
    const sessions = [
      session([...flow, { look: 'a' }, 'npm run lint'], { run: 'r1' }),
      session([...flow, 'npm run lint'], { run: 'r2' }),
      session([{ edit: 'b' }, ...flow, 'npm run lint'], { run: 'r2', name: 's2' }),
    ];
    const [found, ...more] = flowsOf(sessions);
    assert.deepEqual(more, []);
    assert.ok(found !== undefined);
    assert.deepEqual(flowLines(found), ['npm run build', 'npm test -- x', 'npm run lint']);
    const { name, uses, runs, calls, milliseconds, running, tokens, estimated } = found;
    assert.equal(name, 'build-test-lint');
    assert.deepEqual([uses.length, runs, calls, Math.round(milliseconds), running], [3, 2, 3, 141_000, 3_000]);
    assert.deepEqual([tokens, estimated], [200, 0], 'a look in between is no part of it');
  });

  test('end where a file was changed, a command failed, or one is too long to be known', () => {
    const between = [{ edit: 'src/a.ts' }, { failed: 'npm run build' }, `node ${'x'.repeat(494)}…`];
    for (const each of between) {
      const sessions = [1, 2, 3].map((number) => session(['npm run build', each, 'npm test'], { name: `s${number}` }));
      assert.deepEqual(flowsOf(sessions), [], JSON.stringify(each));
    }
  });

  test('have an estimate of tokens where a program tells only their sum, and are marked', () => {
    const sessions = [1, 2, 3].map((number) => session(flow, { name: `s${number}`, requests: false }));
    const [found] = flowsOf(sessions);
    assert.deepEqual([found?.tokens, found?.estimated], [500, 3]);
    assert.match(found === undefined ? '' : flowReturnLine(found, 60_000), /about 1\.5k tokens a week/);
  });

  test('are the same whatever order runs are read in', () => {
    const sessions = [
      session([...flow, 'npm run lint', ...flow], { run: 'r1' }),
      session([...flow, 'make a', 'make b'], { run: 'r2', start: 10_000_000 }),
      session(['make c', 'make b', ...flow], { run: 'r3', start: 20_000_000 }),
    ];
    const expected = flowsOf(sessions);
    fc.assert(
      fc.property(fc.shuffledSubarray(sessions, { minLength: 3 }), (shuffled) => {
        assert.deepEqual(flowsOf(shuffled), expected);
      }),
    );
  });

  test('return time × how often × the share that is automated, and say when that pays', () => {
    const [found] = flowsOf([1, 2, 3].map((number) => session(flow, { name: `s${number}` })));
    assert.ok(found !== undefined);
    const { each, perWeek, share, saved, payback } = returnOf(found, 118_000);
    assert.deepEqual([each, perWeek, Math.round(share * 100), saved], [61_000, 3, 97, 177_000]);
    assert.equal(payback, 118_000 / 177_000);
    assert.match(flowReturnLine(found, 118_000), /^1 min 1 s × 3\.0 a week × 97% = 2 min 57 s .* after 0\.7 weeks\.$/);
    assert.match(flowReturnLine(found, 900_000), /only after 5 weeks: keep it a conversation/);
  });
});

suite('the script of a flow', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'wavegate-flow-'));
  const file = 'scripts/flow.mjs';
  after(() => rmSync(folder, { recursive: true, force: true }));

  function scriptOf(uses: readonly (readonly string[])[]): string {
    const [found] = flowsOf(uses.map((calls, index) => session(calls, { name: `s${index}` })));
    assert.ok(found !== undefined);
    return flowScript(found, file);
  }

  function run(text: string, ...args: readonly string[]): { readonly status: number | null; readonly out: string } {
    mkdirSync(path.join(folder, 'scripts'), { recursive: true });
    mkdirSync(path.join(folder, 'sub'), { recursive: true });
    writeFileSync(path.join(folder, file), text);
    writeFileSync(
      path.join(folder, 'say.mjs'),
      'console.log(JSON.stringify(process.argv.slice(2)), process.env.SAID ?? "", process.cwd().endsWith("sub")); process.exit(process.argv[2] === "fail.js" ? 3 : 0);\n',
    );
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(folder, file), ...args], {
      cwd: tmpdir(),
      encoding: 'utf8',
    });
    return { status, out: stdout + stderr };
  }

  test('runs its commands from anywhere, with what differed as arguments and what did not as it was', () => {
    const text = scriptOf(
      ['a', 'b', 'c'].map((name) => [
        `node say.mjs src/${name}.js`,
        `SAID=it node say.mjs --in=src/${name}.js -m "Two words"`,
        `cd sub && node ../say.mjs 'it is ${name}'`,
      ]),
    );
    const { status, out } = run(text, 'src/x y.js', `it's "$HOME"`);
    assert.equal(status, 0, out);
    assert.match(out, /\["src\/x y\.js"\] {2}false/);
    assert.match(out, /\["--in=src\/x y\.js","-m","Two words"\] it false/);
    assert.match(out, /\["it's \\"\$HOME\\""\] {2}true/);
    const bare = run(text);
    assert.match(bare.out, /Usage: node scripts\/flow\.mjs PATH TEXT/);
    assert.equal(bare.status, 2);
    const failed = run(text, 'fail.js', 'x');
    assert.equal(failed.status, 3);
    assert.doesNotMatch(failed.out, /--in=/, 'it ends with the first that fails');
  });

  test(
    'leaves to a shell what only a shell can do, with arguments that are no syntax to it',
    { skip: process.platform === 'win32' },
    () => {
      const text = scriptOf(
        ['a', 'b', 'c'].map((name) => [`node say.mjs one | sort`, `node say.mjs ${name}.js || echo no`]),
      );
      const { status, out } = run(text, `x'; echo broken`);
      assert.equal(status, 0, out);
      assert.match(out, /^\["x'; echo broken"\]/m);
      assert.doesNotMatch(out, /^broken/m);
    },
  );

  test('is a script whatever the commands are', () => {
    const texts: string[] = [];
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, two) => {
        const calls = [`node a.mjs ${JSON.stringify(one)}`, `make ${two}`];
        const [found] = flowsOf([1, 2, 3].map((number) => session(calls, { name: `s${number}` })));
        if (found !== undefined) texts.push(flowScript(found, file));
      }),
      { numRuns: 30 },
    );
    assert.ok(texts.length > 0);
    // One Node reads them all.
    const read = "for (const text of JSON.parse(fs.readFileSync(0, 'utf8'))) new vm.SourceTextModule(text);";
    const argv = ['--experimental-vm-modules', '--no-warnings', '--eval', read];
    execFileSync(process.execPath, argv, { input: JSON.stringify(texts), stdio: 'pipe' });
  });
});

suite('a flow with a script', () => {
  const sessions = [1, 2, 3].map((number) => session(flow, { name: `s${number}` }));
  const [found] = flowsOf(sessions);
  assert.ok(found !== undefined);
  const { name, keys, milliseconds, running } = found;
  const entry = { name, file: 'scripts/x.mjs', since: 1_000_000, keys, milliseconds, running };
  const accepted = acceptedIn(withAccepted('', entry));

  test('is not offered again, and is followed: uses of the script, and of its commands one by one', () => {
    assert.deepEqual(withoutScript(flowsOf(sessions), accepted), []);
    const later = [
      ...sessions,
      session(['node scripts/x.mjs', 'node ./scripts/x.mjs'], { run: 'r2', start: 2_000_000 }),
      session(flow, { run: 'r3', start: 3_000_000 }),
    ];
    const [followed] = followUps(accepted, later);
    assert.deepEqual([followed?.used, followed?.runs, followed?.byHand, followed?.took], [2, 1, 1, 1_000]);
  });

  test('is kept once, beside others; a damaged file is none', () => {
    const again = withAccepted(withAccepted('', { ...entry, file: 'scripts/y.mjs' }), entry);
    assert.deepEqual(
      acceptedIn(withAccepted(again, entry)).map(({ file }) => file),
      ['scripts/y.mjs', 'scripts/x.mjs'],
    );
    for (const text of ['', '{', '[]', '{"flows": [1, {"name": "x"}]}']) assert.deepEqual(acceptedIn(text), []);
  });

  test('is told in AGENTS.md once, where scripts are listed, and what is there stays', () => {
    const one = agentsFile(
      '# Ours\n\n## Scripts for repeated commands\n\n- One.\n\n## More\n\nText.\n',
      found,
      'scripts/x.mjs',
    ).text;
    assert.match(one, /- One\.\n- Run `node scripts\/x\.mjs` instead of .*\n\n## More\n\nText\.\n$/);
    assert.equal(agentsFile(one, found, 'scripts/x.mjs').text, one);
  });
});
