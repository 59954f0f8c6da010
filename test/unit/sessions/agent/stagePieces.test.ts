import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { AgentWork, StageWork } from '../../../../src/core/model/sessionWork.ts';
import { createEditedFiles } from '../../../../src/sessions/agent/editedFiles.ts';
import { verifyFindings } from '../../../../src/sessions/agent/findings.ts';
import { createLineSplitter } from '../../../../src/sessions/agent/lineSplitter.ts';
import { writeMaterial } from '../../../../src/sessions/agent/material.ts';
import type { StageEnd } from '../../../../src/sessions/agent/stage.ts';
import {
  beganAfresh,
  frozenVerdict,
  requestFor,
  reviewOf,
  testFilesIn,
} from '../../../../src/sessions/agent/stagePlan.ts';
import type { NextStage } from '../../../../src/sessions/agent/stagePlan.ts';

function linesOf(chunks: readonly Uint8Array[]): readonly string[] {
  const lines: string[] = [];
  const splitter = createLineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return lines;
}

suite('what a program prints', () => {
  test('is the same lines however it comes, also where it is cut inside of a character', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r\n', 'é', '🌊', '\t', '\0', '{'), maxLength: 40 });
    fc.assert(
      fc.property(text, fc.array(fc.nat({ max: 7 })), (printed, sizes) => {
        const bytes = Buffer.from(printed);
        const chunks: Buffer[] = [];
        let at = 0;
        for (const size of sizes) {
          chunks.push(bytes.subarray(at, at + size));
          at += size;
        }
        chunks.push(bytes.subarray(at));
        assert.deepEqual(
          linesOf(chunks),
          printed.split('\n').filter((line) => line !== ''),
        );
      }),
    );
  });

  test('has its last line though no line break follows, and a broken character in its place', () => {
    assert.deepEqual(linesOf([Buffer.from('one\ntwo')]), ['one', 'two']);
    assert.deepEqual(linesOf([Buffer.from('x\n'), Buffer.from('🌊').subarray(0, 2)]), ['x', '\uFFFD']);
    assert.deepEqual(linesOf([]), []);
  });

  test('loses a line that is longer than any result, and no other one', () => {
    const part = Buffer.alloc(1024 * 1024, 'x');
    const parts = Array.from({ length: 17 }, () => part);
    const lines = linesOf([Buffer.from('before\n'), ...parts, Buffer.from('end of it\nafter\n')]);
    assert.deepEqual(lines, ['before', 'after']);
  });
});

suite('files that an agent says it wrote', () => {
  const worktree = path.resolve('/trees/a1');
  const edit = (id: string, target: string, kind = 'edit') =>
    ({ type: 'tool', id, name: 'Edit', kind, target }) as never;
  const end = (id: string, ok: boolean) => ({ type: 'tool-end', id, ok }) as never;

  test('count as outside only where they are, each once, whatever way leads there', () => {
    const edited = createEditedFiles(worktree);
    const targets = [
      'src/a.ts',
      './b.ts',
      '..c.ts',
      '../a1/d.ts',
      '../a2/e.ts',
      '../a2/./e.ts',
      path.resolve('/etc/hosts'),
      '../a10/f.ts',
      '..',
    ];
    targets.forEach((target, at) => edited.take(edit(`t${at}`, target)));
    assert.deepEqual(
      edited.outside(),
      ['/trees/a2/e.ts', '/etc/hosts', '/trees/a10/f.ts', '/trees'].map((place) => path.resolve(place)),
    );
  });

  test('do not count where its tool failed, only looked, or named none', () => {
    const edited = createEditedFiles(worktree);
    for (const event of [edit('1', '../x'), end('1', false), edit('2', '../y', 'read'), edit('3', ''), end('9', false)])
      edited.take(event);
    assert.deepEqual(edited.outside(), []);
    for (const event of [edit('4', '../z'), end('4', true)]) edited.take(event);
    assert.deepEqual(edited.outside(), [path.resolve('/trees/z')]);
  });
});

suite('findings with citations', () => {
  test('keep a name of their own each, in order, and none is lost', async () => {
    const id = fc.option(fc.constantFrom('f1', 'f2', 'f1-2', 'x', 'constructor', '__proto__'), { nil: undefined });
    const reported = fc.array(
      fc.record({ id, file: fc.constantFrom('a', './a', '.\\a', 'gone'), line: fc.integer({ min: 1, max: 4 }) }),
    );
    await fc.assert(
      fc.asyncProperty(reported, async (all) => {
        const asked: string[] = [];
        const found = await verifyFindings(
          all,
          (file) => (asked.push(file), Promise.resolve(file === 'a' ? 2 : undefined)),
        );
        assert.equal(found.length, all.length);
        assert.equal(new Set(found.map((each) => each.id)).size, all.length);
        assert.deepEqual(
          found.map(({ line }) => line),
          all.map(({ line }) => line),
        );
        assert.ok(found.every(({ file, line, citation }) => (citation === 'verified') === (file === 'a' && line <= 2)));
        assert.equal(new Set(asked).size, asked.length, 'each file is looked up once');
      }),
    );
  });
});

suite('what an agent is given to read', () => {
  const place = async (t: { after(done: () => Promise<void>): void }) => {
    const worktree = await mkdtemp(path.join(tmpdir(), 'wavegate-test-'));
    t.after(() => rm(worktree, { recursive: true, force: true }));
    return { worktree, review: path.join(worktree, '.wavegate', 'review') };
  };
  const git = { diffText: () => Promise.resolve({ text: 'diff --git a/x b/x\n', left: ['big.bin', 'b'] }) };

  test('is there alone: what lay there before is gone', async (t) => {
    const { worktree, review } = await place(t);
    await mkdir(review, { recursive: true });
    await writeFile(path.join(review, 'of an earlier session.md'), '');
    await writeMaterial(git, { worktree } as never, { files: { 'plan.md': '# Plan\n' }, diffs: [] });
    assert.deepEqual(await readdir(review), ['plan.md']);
    await writeMaterial(git, { worktree } as never, {});
    await assert.rejects(readdir(review), { code: 'ENOENT' });
  });

  test('names the files that did not fit into a diff', async (t) => {
    const { worktree, review } = await place(t);
    await writeMaterial(git, { worktree } as never, { diffs: [{ name: 'task.diff' } as never] });
    assert.match(
      await readFile(path.join(review, 'task.diff'), 'utf8'),
      /^diff --git a\/x b\/x\n\n# 2 files did not fit; look at them in the worktree:\n# big\.bin\n# b\n$/,
    );
  });
});

suite('a stage of a recipe', () => {
  const work = {
    ...{ directive: 'Do it.\n\n', protected: ['secret'], verify: ['all'], base: 'b0', mayBeEmpty: false },
    ...{ resume: { id: 'c0' }, handOver: 'notes', tests: ['test/**'] },
  } as unknown as AgentWork;
  const stage = (change: object = {}): StageWork =>
    ({
      id: 'green',
      agent: 'coder',
      profile: { driver: 'x' },
      mode: 'write',
      run: ['npm test'],
      shows: 'green',
      session: 'same',
      review: false,
      steps: ['Make it green.'],
      repeats: 1,
      ...change,
    }) as unknown as StageWork;
  const ended = (change: object = {}): StageEnd =>
    ({ result: { conversation: 'c1' }, claimed: ['a.ts'], handoff: {}, ...change }) as unknown as StageEnd;
  const next = (change: object = {}): NextStage => ({
    stage: stage(),
    position: 2,
    of: 3,
    from: 'b1',
    red: [],
    redFiles: [],
    last: ended(),
    lastAgent: 'coder',
    ...change,
  });
  const driver = { cli: {} } as never;

  test('goes on in the conversation of the stage before, and is told only what is new', () => {
    const request = requestFor(work, next(), driver);
    assert.equal(request.resume?.id, 'c1');
    assert.ok(request.section !== undefined && request.work.directive.endsWith(request.section));
    assert.deepEqual([request.work.base, request.work.verify, request.claimed], ['b1', ['npm test'], ['a.ts']]);
    assert.ok(!('handOver' in request.work), 'notes of an earlier session are for the first stage');
  });

  for (const [what, change] of [
    ['another agent did the stage before', { lastAgent: 'other' }],
    ['it asks for a conversation of its own', { stage: stage({ session: 'new' }) }],
    ['there is none', { last: ended({ result: {} }) }],
  ] as const)
    test(`begins a conversation where ${what}`, () => {
      const request = requestFor(work, next(change), driver);
      assert.deepEqual([request.resume, request.section], [undefined, undefined]);
      assert.equal(beganAfresh(next(change).stage, request), next(change).stage.session === 'same');
    });

  test('that is the first one has the conversation and notes of the session before', () => {
    const { work: first } = requestFor(work, next({ position: 1, last: undefined, lastAgent: undefined }), driver);
    assert.deepEqual([first.resume, first.handOver], [{ id: 'c0' }, 'notes']);
  });

  test('after a red one may not touch tests, and may be empty only where it proves nothing red or green', () => {
    const red = [{ command: 'npm test', tests: ['adds'] }];
    assert.deepEqual(requestFor(work, next(), driver).work.protected, ['secret']);
    const { work: held } = requestFor(work, next({ red }), driver);
    assert.ok(held.protected.includes('test/**') && held.protected.includes('secret'));
    for (const [shows, review, mayBeEmpty] of [
      ['red', false, false],
      ['green', false, false],
      ['green', true, true],
      ['nothing', false, true],
    ] as const)
      assert.equal(requestFor(work, next({ stage: stage({ shows, review }) }), driver).work.mayBeEmpty, mayBeEmpty);
  });

  test('that changed frozen tests is told apart from one that changed files of others', () => {
    const verdict = { outcome: 'scope-violated', message: 'Wrote outside its files.' } as never;
    const red = [{ command: 'npm test', tests: ['adds'] }];
    const paths = ['src/a.ts', 'test/a.test.ts', 'test/b.test.ts'];
    assert.match(
      frozenVerdict(verdict, next({ red }), work, paths).message,
      /^Stage green changed test\/a\.test\.ts, test\/b\.test\.ts: .* byte for byte\. .* Wrote outside its files\.$/,
    );
    assert.equal(frozenVerdict(verdict, next({ red }), work, ['src/a.ts']), verdict);
    assert.equal(frozenVerdict(verdict, next(), work, paths), verdict);
    const done = { outcome: 'done', message: '' } as never;
    assert.equal(frozenVerdict(done, next({ red }), work, paths), done);
    const changes = paths.map((each) => ({ path: each, kind: 'modified', additions: 1, deletions: 0 }) as const);
    assert.deepEqual(testFilesIn(changes, work), ['test/a.test.ts', 'test/b.test.ts']);
  });

  test('that reviews has to say what it found, and nothing is a thing to say', () => {
    const end = (handoff: object) => ended({ handoff: { handoff } });
    assert.deepEqual(reviewOf(stage(), end({})), {});
    const review = stage({ review: true });
    assert.deepEqual(reviewOf(review, end({ deviations: [], discoveries: ['x'] })), {
      deviations: [],
      discoveries: ['x'],
    });
    for (const handoff of [{}, { deviations: [] }, { discoveries: [] }])
      assert.match(
        JSON.stringify(reviewOf(review, end(handoff))),
        /^"Stage green is not proved\. Its handoff has to record /,
      );
    assert.match(JSON.stringify(reviewOf(review, ended({ handoff: {} }))), /is not proved/);
  });
});
