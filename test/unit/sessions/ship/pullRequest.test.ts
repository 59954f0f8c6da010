import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { pullRequestBody } from '../../../../src/core/report/report.ts';
import type { ShipWork } from '../../../../src/core/model/shipWork.ts';
import type { Programs } from '../../../../src/ports/programs.ts';
import type { SessionContext } from '../../../../src/sessionPorts/sessionHandler.ts';
import { createForgeOf } from '../../../../src/forge/forgeOf.ts';
import { createShipSession } from '../../../../src/sessions/ship/shipSession.ts';
import { runAtAcceptance } from '../../../support/states.ts';

/** Ships with a `gh` that answers `pr view` with nothing, and `pr create` as told. */
async function ship(t: { after: (step: () => void) => void }, created: string, exitCode: number, record?: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'wavegate ship '));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const programs: Pick<Programs, 'start'> = {
    start({ argv, heard }) {
      const isCreate = argv[2] === 'create';
      if (isCreate) heard?.(Buffer.from(created), 'stdout');
      const exited = Promise.resolve({ exitCode: isCreate ? exitCode : 1, signal: null });
      return Promise.resolve({ exited, end: () => Promise.resolve() } as unknown as Awaited<
        ReturnType<Programs['start']>
      >);
    },
  };
  const work: ShipWork = {
    kind: 'ship',
    branch: 'wavegate/r1',
    sign: 'never',
    head: 'c'.repeat(40),
    remote: 'origin',
    pullRequest: {
      title: "Don't panic",
      body: 'Body',
      base: 'main',
      forge: { kind: 'github', guessed: true },
      ...(record !== undefined && { record }),
    },
  };
  const git = { push: () => Promise.resolve(), addChangelogEntry: () => Promise.reject(new Error('not asked for')) };
  const fail = (): never => assert.fail('the plan keeps no record');
  const archives = {
    git: { archive: fail, pushArchive: fail },
    redactor: { text: (text: string) => Promise.resolve({ text, secrets: 0 }), file: fail },
    outputOf: fail,
  };
  const session = createShipSession({ git, archives, forgeOf: createForgeOf(programs), environment: {} });
  const context = {
    folder,
    place: { repository: folder },
    signal: new AbortController().signal,
    reportProgress: () => undefined,
    output: () => undefined,
  } as unknown as SessionContext;
  return { folder, result: await session(work, context) };
}

test('what gh says of a failure is shown to its last word, with the command to run by hand', async (t) => {
  const words = `pull request create failed: ${'a long explanation, '.repeat(40)}see https://example.org/rules`;
  const { folder, result } = await ship(t, words, 1);
  assert.equal(result.outcome, 'done');
  assert.ok(result.message.includes(words), result.message);
  const quoted = process.platform === 'win32' ? '"Don\'t panic"' : String.raw`'Don'\''t panic'`;
  assert.ok(result.message.includes(`gh pr create --head wavegate/r1 --base main --title ${quoted} --body-file`));
  assert.ok(result.message.includes(path.join(folder, 'pullRequest.md')));
  assert.equal(result.pullRequest?.url, undefined);
});

test('a record that is too long for a host is kept whole, and the text of the pull request says where', async (t) => {
  const { folder, result } = await ship(t, 'https://example.org/pr/1', 0, 'Everything.');
  assert.equal(result.pullRequest?.url, 'https://example.org/pr/1');
  assert.equal(readFileSync(path.join(folder, 'record.md'), 'utf8'), 'Everything.');

  const { run } = runAtAcceptance();
  const [first] = Object.values(run.gates);
  assert.ok(first?.decision);
  const answers = Object.fromEntries(
    Array.from({ length: 3_000 }, (_, index) => [`src/deep/folder/${index}.js`, 'ok']),
  );
  const decision = { ...first.decision, answers };
  const body = pullRequestBody({ ...run, gates: { ...run.gates, [first.id]: { ...first, decision } } });
  assert.ok(body.length <= 65_536, `${body.length} characters`);
  assert.match(body, /3,000 files: ok/);
  assert.match(body, /Shortened\. The full record: `wavegate report r1`.*`record\.md`/);
  assert.doesNotMatch(pullRequestBody(run), /Shortened/);
});
