import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import fc from 'fast-check';
import { verifyRun } from '../../../src/cli/verify/verifyRun.ts';
import type { VerifyGit } from '../../../src/cli/verify/git.ts';
import { decisionText } from '../../../src/core/gates/decisionText.ts';
import { encodeRecord, noHash } from '../../../src/core/journal/record.ts';
import type { Recorded } from '../../../src/core/model/events.ts';
import { revisionMessage, waveMessage } from '../../../src/core/queries/messages.ts';
import { evolve } from '../../../src/core/run/evolve.ts';
import type { RunState } from '../../../src/core/model/state.ts';
import { digest } from '../../../src/decisions/digest.ts';
import { verifySignature } from '../../../src/decisions/ed25519.ts';
import { createMemorySigner } from '../../../src/decisions/signers.ts';
import { checkJournal } from '../../../src/journal/reader.ts';
import { runToAdapt } from '../../support/states.ts';
import { tools } from '../../support/simulatedRun.ts';

/** The journal of a run with a failure, an adaptation and two waves, really signed and chained. */
let lines: readonly string[];
let git: VerifyGit;
/** Index of the record of the last decision: what follows it is held against the repository only. */
let lastDecision: number;

type Commands = readonly (readonly Recorded[])[];

/** Forgery by someone without the key, at best: the records they like, in a chain that is computed again. */
function chain(commands: Commands): readonly string[] {
  let prev = noHash;
  return commands.map((events, index) => {
    const record = encodeRecord({ seq: index + 1, token: 1, prev, events }, (text) => digest.sha256(text));
    prev = record.hash;
    return record.line;
  });
}

const commandsOf = (journal: readonly string[]): Commands =>
  journal.map((line) => (JSON.parse(line) as { events: readonly Recorded[] }).events);

/** The commands with the event at a place taken out, or others in its stead. Commands without events go. */
function replaced(commands: Commands, record: number, index: number, ...events: readonly Recorded[]): Commands {
  const changed = commands.with(record, commands[record]?.toSpliced(index, 1, ...events) ?? []);
  return changed.filter(({ length }) => length > 0);
}

interface Place {
  readonly record: number;
  readonly index: number;
  readonly event: Recorded;
}

function placesOf(commands: Commands): readonly Place[] {
  return commands.flatMap((events, record) => events.map((event, index) => ({ record, index, event })));
}

/** @returns whether `wavegate verify` would find nothing */
async function isAccepted(journal: readonly string[]): Promise<boolean> {
  const { records, problem } = checkJournal(Buffer.from(journal.map((line) => `${line}\n`).join('')), digest);
  if (problem !== undefined) return false;
  const findings = await verifyRun(records, { digest, git, verifySignature });
  return findings.every(({ ok }) => ok);
}

suite('a journal that somebody else has changed', () => {
  before(async () => {
    const run = runToAdapt();
    run.adapt('fix', 'b1');
    run.settle().approveAll();
    const signer = createMemorySigner();
    const signed: Recorded[][] = [];
    for (const [event, ...more] of run.records) {
      assert.ok(event);
      if (event.type === 'run-started')
        signed.push([{ ...event, publicKey: signer.publicKey, approvers: [] }, ...more]);
      else if (event.type === 'gate-decided') {
        const hash = (JSON.parse(chain(signed).at(-1) ?? '') as { hash: string }).hash;
        const unsigned = { ...event.decision, key: signer.publicKey, follows: { seq: signed.length, hash } };
        const signature = await signer.sign(decisionText('r1', unsigned));
        signed.push([{ ...event, decision: { ...unsigned, signature } }, ...more]);
      } else signed.push([event, ...more]);
    }
    lines = chain(signed);
    lastDecision = signed.findLastIndex(([event]) => event?.type === 'gate-decided');
    git = repositoryOf(signed.flat());
    assert.ok(await isAccepted(lines), 'the genuine journal is accepted');
  });

  test('is found, whichever character was changed', async () => {
    const place = fc.record({
      line: fc.nat(lines.length - 1),
      column: fc.nat(),
      to: fc.constantFrom('x', '0', '"', ' '),
    });
    await fc.assert(
      fc.asyncProperty(place, async ({ line, column, to }) => {
        const text = lines[line] ?? '';
        const at = column % text.length;
        const changed = lines.with(line, text.slice(0, at) + to + text.slice(at + 1));
        fc.pre(changed[line] !== text);
        assert.equal(await isAccepted(changed), false);
      }),
      { numRuns: 300 },
    );
  });

  test('is found, whichever record was removed, and whatever chain was computed over it', async () => {
    const commands = commandsOf(lines);
    for (const [from, record] of commands.slice(0, lastDecision).entries()) {
      const what = record.map(({ type }) => type).join();
      assert.equal(await isAccepted(chain(commands.toSpliced(from, 1))), false, `without ${what}`);
      assert.equal(await isAccepted(lines.toSpliced(from, 1)), false, 'removed from the old chain');
    }
  });

  test('is found, whichever record was doubled or moved, and whatever chain was computed over it', async () => {
    const commands = commandsOf(lines);
    const move = fc.record({ from: fc.nat(lastDecision - 1), to: fc.nat(lastDecision - 1), again: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(move, async ({ from, to, again }) => {
        const record = commands[from];
        assert.ok(record);
        const moved = (again ? commands : commands.toSpliced(from, 1)).toSpliced(to, 0, record);
        fc.pre(JSON.stringify(moved) !== JSON.stringify(commands));
        assert.equal(await isAccepted(chain(moved)), false, `${record.map(({ type }) => type).join()} at ${to}`);
      }),
      { numRuns: 300 },
    );
  });

  test('is found, whichever event was taken out of its record, moved to the one before, or put ahead of a decision', async () => {
    const commands = commandsOf(lines);
    for (const { record, index, event } of placesOf(commands)) {
      if (record > lastDecision) break;
      const isDecision = event.type === 'gate-decided';
      if (record === lastDecision && !isDecision) continue;
      const without = replaced(commands, record, index);
      assert.equal(await isAccepted(chain(without)), false, `without ${event.type}`);
      if (isDecision) {
        const ahead = replaced(commands, record, index, { type: 'thread-bound', mode: 'log', id: 'x', at: 1 }, event);
        assert.equal(await isAccepted(chain(ahead)), false, 'behind another event of its record');
      }
      if (record === 0 || index > 0) continue;
      const joined = commands.toSpliced(record - 1, 2, [...(commands[record - 1] ?? []), ...(commands[record] ?? [])]);
      assert.equal(await isAccepted(chain(joined)), false, `${event.type} in the record before`);
    }
  });

  test('is found, whatever a record was made to say in a chain computed anew', async () => {
    const commands = commandsOf(lines);
    const places = placesOf(commands).filter(
      ({ record, event }) => record < lastDecision || (record === lastDecision && event.type === 'gate-decided'),
    );
    for (const { record, index, event } of places) {
      const later = replaced(commands, record, index, { ...event, at: event.at + 1 });
      if (record < lastDecision) assert.equal(await isAccepted(chain(later)), false, `${event.type} at another time`);
      if (event.type !== 'gate-decided') continue;
      for (const change of [
        { verdict: 'approved', note: 'Forged.' },
        { who: 'eve' },
        { answers: { a: 'ok' } },
      ] as const) {
        const forged = replaced(commands, record, index, { ...event, decision: { ...event.decision, ...change } });
        assert.equal(await isAccepted(chain(forged)), false, JSON.stringify(change));
      }
    }
  });

  test('is found when it was cut off before a gate was used, and goes on as if it had been', async () => {
    const commands = commandsOf(lines);
    const uses = placesOf(commands).filter(({ event }) => event.type === 'gate-used');
    for (const { record, index, event } of uses) {
      // Nobody without the key can make a decision on a later gate, so the rest ends before the next one.
      const next = commands.findIndex(([first], at) => at > record && first?.type === 'gate-decided');
      const forged = replaced(commands.slice(0, next === -1 ? undefined : next), record, index);
      assert.equal(await isAccepted(chain(forged)), false, JSON.stringify(event));
    }
    assert.ok(uses.length > 5);
  });

  test('is found when a good session was made of a bad one', async () => {
    const commands = commandsOf(lines);
    const bad = placesOf(commands).find(
      ({ event }) => event.type === 'session-ended' && event.result.outcome !== 'done',
    );
    assert.ok(bad?.event.type === 'session-ended');
    const good = { ...bad.event, result: { ...bad.event.result, outcome: 'done' as const } };
    const forged = replaced(commands, bad.record, bad.index, good);
    assert.equal(await isAccepted(chain(forged)), false);
  });
});

function repositoryOf(events: readonly Recorded[]): VerifyGit {
  const commits = new Map<string, Awaited<ReturnType<VerifyGit['commit']>>>();
  let state: RunState | undefined;
  for (const event of events) {
    const earlier = state;
    state = evolve(state, event);
    if (earlier === undefined || (event.type !== 'wave-committed' && event.type !== 'plan-committed')) continue;
    const wave = event.type === 'wave-committed' ? earlier.waves[event.wave] : undefined;
    const message = wave === undefined ? revisionMessage(earlier) : waveMessage(earlier, wave, tools);
    commits.set(event.commit, { tree: event.tree, parents: [earlier.head], message });
  }
  const tip = state?.ship?.result?.pushed?.commit ?? state?.head ?? '';
  return {
    commit: (id) => Promise.resolve(commits.get(id)),
    tip: () => Promise.resolve(tip),
    between: (from, to) => Promise.resolve(from === to ? [] : [to]),
  };
}
