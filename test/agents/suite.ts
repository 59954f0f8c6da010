import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { AgentEvent } from '../../src/core/agents/events.ts';
import type { SessionResult } from '../../src/core/model/sessionResult.ts';
import { runningWith } from './runningWith.ts';
import { until } from '../support/until.ts';
import { installAgent } from '../../scripts/agents/installAgent.ts';
import { driverOf } from '../../src/drivers/drivers.ts';
import type { AgentFixture, AgentRun, RunChanges } from './agentFixture.ts';
import { createAgentFixture } from './agentFixture.ts';
import type { CliSetup, TestedDriver } from './clis.ts';
import { setups } from './clis.ts';
import { attackOn } from './model/attack.ts';
import type { ModelServer, Script } from './model/modelServer.ts';
import { startModelServer } from './model/modelServer.ts';
import { answersComment, validatesTwice } from './wholeRuns.ts';
import { auditScript, doingScript, editScript, refusalScript, refusingAtFirst } from './model/scripts.ts';

/** How CLIs differ in what the tests may expect of them. */
export interface Expectations {
  /** Reaction to a request that is refused for a moment: try again and say so, or in silence, or give up. */
  readonly whenRefused: 'says so' | 'silent' | 'gives up';
  /** Whether it tells what it uses request by request. */
  readonly tellsUsage: 'as it goes' | 'at the end';
  /** Only what a person would notice first. */
  readonly short?: boolean;
}

const improved = 'export const a = 2;\n';

/** Contract of every driver, shown on the real CLI, through the real session host, against a scripted model. */
export async function agentSuite(
  driver: TestedDriver,
  { whenRefused, tellsUsage, short = false }: Expectations,
): Promise<void> {
  const cli = driverOf(driver).cli;
  const installed = cli === undefined ? { problem: `${driver} has no CLI.` } : await installAgent(cli);
  const skip = 'problem' in installed ? installed.problem : false;
  describe(`${driver} ${cli?.testedVersion}`, { skip }, () => {
    let fixture: AgentFixture;
    let model: ModelServer;
    before(async () => {
      if ('problem' in installed) return;
      fixture = await createAgentFixture(driver, installed.bin);
      model = await startModelServer();
    });
    after(async () => {
      await model.close();
      fixture.close();
    });

    const start = (worktree: string, script: Script, changes?: RunChanges): AgentRun =>
      fixture.run(worktree, setups[driver](model.url(script)), changes);

    /** The first session and its worktree, for the one that goes on after it. */
    let edited: { readonly worktree: string; readonly result: SessionResult } | undefined;

    test('changes a file in its worktree, and its events and usage are understood', async () => {
      const worktree = fixture.worktree('edit');
      const run = start(worktree, editScript(worktree, 'src/a.js', improved));
      const result = await run.result;
      edited = { worktree, result };
      assert.equal(result.outcome, 'done', told(result, run));
      assert.deepEqual(
        result.changes?.map((change) => change.path),
        ['src/a.js'],
      );
      assert.equal(readFileSync(path.join(worktree, 'src', 'a.js'), 'utf8'), improved);
      const { usage } = result;
      assert.deepEqual([usage?.inputTokens, usage?.cachedTokens, usage?.outputTokens], [4800, 1200, 100]);
      assert.notEqual(result.conversation, undefined);
      const types = new Set(run.events().map(({ type }) => type));
      for (const type of ['session', 'tool', 'tool-end', 'text', 'final'] as const) assert.ok(types.has(type), type);
      assert.deepEqual(unfinished(run.events()), []);
    });

    const anyFolder = cli?.resumesIn === 'any-folder';
    const inAnother = anyFolder
      ? 'goes on with its conversation in another session, knows what was said before, and counts only what is new'
      : 'begins afresh in another session, because its conversations do not leave their folder';
    test(inAnother, async () => {
      const { worktree, result: first } = edited ?? assert.fail('The first session has not ended.');
      assert.equal(first.outcome, 'done', first.message);
      const run = start(worktree, editScript(worktree, 'src/a.js', 'export const a = 3;\n'), {
        epoch: 2,
        work: {
          resume: {
            id: first.conversation ?? '',
            used: first.usage ?? { inputTokens: 0, cachedTokens: 0, outputTokens: 0 },
          },
          base: first.snapshot ?? '',
        },
      });
      const second = await run.result;
      assert.equal(second.outcome, 'done', told(second, run));
      assert.equal(second.conversation === first.conversation, anyFolder);
      const [, sessions, results] = /sessions=(\d+) results=(\d+)/.exec(lastText(run.events())) ?? [];
      assert.equal(sessions, anyFolder ? '2' : '1');
      assert.ok(Number(results) >= (anyFolder ? 6 : 3), `${results} results`);
      assert.deepEqual([second.usage?.inputTokens, second.usage?.outputTokens], [4800, 100]);
    });

    test('that may only read writes nothing, whatever its model tries, and still hands off', async () => {
      const worktree = fixture.worktree('attack');
      const before = fingerprint(worktree);
      const run = start(worktree, auditScript(attackOn(worktree)), { work: { mode: 'read-only' } });
      const result = await run.result;
      assert.equal(result.outcome, 'done', told(result, run));
      assert.deepEqual(result.violations, []);
      assert.equal(fingerprint(worktree), before);
      assert.equal(result.findings?.[0]?.citation, 'verified');
      // Whether a refused attempt is told as a failure differs with the sandbox the program finds; that it was made does not.
      assert.ok(run.events().some((event) => event.type === 'tool-end'));
    });

    test('whose context is full ends as that', async () => {
      const worktree = fixture.worktree('context');
      const words = 'prompt is too long: your input exceeds the context window of this model';
      const result = await start(worktree, refusalScript(400, 'context_length_exceeded', words)).result;
      assert.equal(result.outcome, 'context-exhausted', result.message);
    });

    test('that its provider does not let in ends as that, soon', async () => {
      const worktree = fixture.worktree('auth');
      const result = await start(worktree, refusalScript(401, 'authentication_error', 'invalid x-api-key')).result;
      assert.equal(result.outcome, 'auth', result.message);
    });

    test('is stopped in the middle of a tool, and nothing of it is left running', async () => {
      const worktree = fixture.worktree('stop');
      const mark = `stop-${driver}-${process.pid}`;
      const command = `node wait.mjs ${mark}`;
      const run = start(worktree, doingScript([{ do: 'run', command }]), { work: { verify: [command] } });
      await run.started;
      await until(() => runningWith(mark).length > 0);
      await run.stop();
      const result = await run.result;
      assert.equal(result.outcome, 'cancelled', told(result, run));
      assert.deepEqual(runningWith(mark), []);
      assert.deepEqual(runningWith(worktree), []);
    });

    test('is taken over by a person in the middle of a tool, and goes on with its history when it is handed back', async () => {
      const worktree = fixture.worktree('over');
      const mark = `over-${driver}-${process.pid}`;
      const command = `node wait.mjs ${mark}`;
      const waiting = doingScript([{ do: 'run', command }]);
      const editing = editScript(worktree, 'src/a.js', improved);
      let handedBack = false;
      let prompts = 0;
      const script: Script = (conversation, session) => {
        prompts = conversation.items.filter(({ text }) => text.includes('`WAVEGATE_SESSION` is `')).length;
        return (handedBack ? editing : waiting)(conversation, session);
      };
      const run = start(worktree, script, { work: { verify: [command] } });
      await run.started;
      await until(() => runningWith(mark).length > 0);
      await run.takeOver();
      await until(() => run.takenOver() !== undefined);
      assert.deepEqual(runningWith(mark), [], 'the agent has stopped');
      const { argv, env } = run.takenOver()!;
      assert.match(argv.join(' '), /[0-9a-f]{8}-[0-9a-f]{4}|ses_/, 'the interface opens the same conversation');
      assert.ok('GIT_CEILING_DIRECTORIES' in env, 'git stays in the worktree');
      handedBack = true;
      await run.handBack();
      const result = await run.result;
      assert.equal(result.outcome, 'done', told(result, run));
      assert.equal(run.takenOver(), undefined);
      assert.equal(readFileSync(path.join(worktree, 'src', 'a.js'), 'utf8'), improved);
      const [, sessions] = /sessions=(\d+)/.exec(lastText(run.events())) ?? [];
      assert.equal(sessions, '1', 'it is still the same session');
      assert.equal(prompts, 2, 'what was said before is still known');
    });

    if (short) return;

    test('that is refused for a moment tries again and is done, or says that it was refused', async () => {
      const worktree = fixture.worktree('retry');
      const script = editScript(worktree, 'src/a.js', improved);
      const run = start(worktree, refusingAtFirst(1, 429, 'rate_limit_error', 'Too many requests', script));
      const result = await run.result;
      assert.equal(result.outcome, whenRefused === 'gives up' ? 'rate-limited' : 'done', told(result, run));
      assert.equal(
        run.events().some(({ type }) => type === 'retry'),
        whenRefused === 'says so',
      );
    });

    test('that is refused for good does not go on for ever', async () => {
      const worktree = fixture.worktree('refused');
      const limits = { idleMinutes: 0.5, minutes: 1 };
      const result = await start(worktree, refusalScript(429, 'rate_limit_error', 'Too many requests'), { limits })
        .result;
      // A CLI that tries again in silence cannot be told from one that is stuck.
      assert.equal(result.outcome, whenRefused === 'silent' ? 'stuck' : 'rate-limited', result.message);
    });

    test('that uses more than it may is ended at its limit, where it tells what it uses as it goes', async () => {
      const worktree = fixture.worktree('budget');
      const limits = { tokens: 1_000 };
      const command = `node wait.mjs budget-${driver}-${process.pid}`;
      const waiting = doingScript([
        { do: 'read', path: `${worktree}/src/a.js` },
        { do: 'run', command },
      ]);
      const run =
        tellsUsage === 'as it goes'
          ? start(worktree, waiting, { limits, work: { verify: [command] } })
          : start(worktree, editScript(worktree, 'src/a.js', improved), { limits });
      const result = await run.result;
      // Told at the end, the limit comes too late for this session; what it used still counts for the run.
      assert.equal(result.outcome, tellsUsage === 'as it goes' ? 'budget' : 'done', told(result, run));
    });

    const ground = () => ({ model, configure: (setup: CliSetup) => fixture.configure(setup) });
    const looksAgain = anyFolder
      ? 'validates a result, and after a fix looks again in the conversation it had'
      : 'validates a result, and after a fix looks again in a fresh conversation that knows what was found';
    test(looksAgain, (t) => validatesTwice(t, [driver, driver], ground()));

    const answers = anyFolder
      ? 'answers a comment on its work in the conversation it did the work in'
      : 'answers a comment on its work in a fresh conversation, on top of that work';
    test(answers, (t) => answersComment(t, driver, ground()));

    test('works four times at once in four worktrees', async () => {
      const worktrees = [1, 2, 3, 4].map((number) => fixture.worktree(`parallel${number}`));
      // One script for all: which worktree a request is about is in its prompt.
      const script: Script = (conversation, session) => {
        const worktree = path.dirname(path.dirname(session['WAVEGATE_HANDOFF'] ?? ''));
        return editScript(
          worktree,
          'src/a.js',
          `export const a = '${path.basename(worktree)}';\n`,
        )(conversation, session);
      };
      const setup = setups[driver](model.url(script));
      const results = await Promise.all(worktrees.map((worktree) => fixture.run(worktree, setup).result));
      assert.deepEqual(
        results.map(({ outcome, message }) => (outcome === 'done' ? outcome : message)),
        ['done', 'done', 'done', 'done'],
      );
      for (const worktree of worktrees) {
        assert.match(readFileSync(path.join(worktree, 'src', 'a.js'), 'utf8'), new RegExp(path.basename(worktree)));
      }
    });
  });
}

/** Description of a failure, with the end of the output. */
function told(result: SessionResult, run: AgentRun): string {
  return `${result.message}\n${run.output().slice(-3_000)}`;
}

function unfinished(events: readonly AgentEvent[]): readonly string[] {
  const ended = new Set(events.flatMap((event) => (event.type === 'tool-end' ? [event.id] : [])));
  return events.flatMap((event) => (event.type === 'tool' && !ended.has(event.id) ? [event.id] : []));
}

function lastText(events: readonly AgentEvent[]): string {
  return events.findLast((event) => event.type === 'final')?.text ?? '';
}

/** Everything git sees of a worktree: its commit, and each file with its content. */
function fingerprint(worktree: string): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: worktree, encoding: 'utf8' });
  return [git('rev-parse', 'HEAD'), git('status', '--porcelain', '--ignored=no'), git('diff')].join('\n');
}
