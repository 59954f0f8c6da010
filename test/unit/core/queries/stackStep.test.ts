import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { hasReached, stackStep } from '../../../../src/core/queries/stackStep.ts';
import type { SeenRequest } from '../../../../src/core/queries/stackStep.ts';

interface Pull {
  state: SeenRequest['state'];
  base: string;
  head: number;
}

/**
 * A forge that keeps a branch for each wave and the base branch, each as the number of waves it contains from the bottom up, since
 * a branch contains all of the waves below its own.
 */
class ModelForge {
  readonly branches = new Map<string, number>([['main', 0]]);
  readonly pulls: Pull[] = [];
  merges = 0;

  constructor(waves: number) {
    for (let index = 0; index < waves; index += 1) {
      this.branches.set(`w${index}`, index + 1);
      this.pulls.push({ state: 'open', base: index === 0 ? 'main' : `w${index - 1}`, head: index + 1 });
    }
  }

  seen(): readonly SeenRequest[] {
    return this.pulls.map(({ state, base, head }, index) => ({
      request: { wave: `${index}`, branch: `w${index}`, commit: `c${index + 1}` },
      ...{ state, base, head: `c${head}` },
    }));
  }

  merge(index: number): void {
    const pull = this.pulls[index];
    if (pull?.state !== 'open') return;
    this.merges += 1;
    pull.state = 'merged';
    const into = Math.max(this.branches.get(pull.base) ?? 0, pull.head);
    this.branches.set(pull.base, into);
    for (const [other, each] of this.pulls.entries()) {
      if (`w${other}` === pull.base && each.state === 'open') each.head = into;
    }
  }
}

const size = fc.integer({ min: 1, max: 6 });

test('a stack is merged wholly, from the bottom up, each request once, wherever it is interrupted', () => {
  fc.assert(
    fc.property(size, (waves) => {
      const forge = new ModelForge(waves);
      const order: number[] = [];
      for (let rounds = 0; rounds <= waves * 2; rounds += 1) {
        // What was done before is known from the forge alone, as after a restart.
        const step = stackStep(forge.seen(), 'main');
        if (step.kind === 'done') break;
        assert.ok(step.kind !== 'stuck');
        const pull = forge.pulls[step.index] ?? assert.fail();
        if (step.kind === 'retarget') pull.base = 'main';
        else {
          assert.equal(pull.base, 'main', 'nothing is merged into the branch of another wave');
          order.push(step.index);
          forge.merge(step.index);
        }
      }
      assert.deepEqual(
        order,
        Array.from({ length: waves }, (_, index) => index),
      );
      assert.deepEqual([forge.merges, forge.branches.get('main')], [waves, waves]);
    }),
  );
});

/** Things that people and forges do to requests meanwhile. */
const meddling = fc.array(
  fc.record({
    kind: fc.constantFrom('merge' as const, 'close' as const, 'push' as const, 'retarget' as const),
    at: fc.nat({ max: 5 }),
    base: fc.nat({ max: 5 }),
  }),
  { maxLength: 5 },
);

test('whatever people do to a stack, it is called merged only when the base branch has all of its waves', () => {
  fc.assert(
    fc.property(size, meddling, (waves, done) => {
      const forge = new ModelForge(waves);
      for (const { kind, at, base } of done) {
        const pull = forge.pulls[at];
        if (pull?.state !== 'open') continue;
        if (kind === 'merge') forge.merge(at);
        if (kind === 'close') pull.state = 'closed';
        if (kind === 'push') pull.head = 99;
        if (kind === 'retarget') pull.base = base < at ? `w${base}` : 'main';
      }
      const seen = forge.seen();
      for (let index = 0; index < waves; index += 1) {
        if (hasReached(seen, index, 'main')) assert.ok((forge.branches.get('main') ?? 0) > index, JSON.stringify(seen));
      }
      const step = stackStep(seen, 'main');
      if (step.kind === 'done') assert.ok((forge.branches.get('main') ?? 0) >= waves);
      if (step.kind === 'merge' || step.kind === 'retarget') {
        assert.equal(forge.pulls[step.index]?.state, 'open');
        assert.ok(
          forge.pulls.every(
            (pull, index) => hasReached(seen, index, 'main') || (pull.state === 'open' && pull.head === index + 1),
          ),
          'none is merged while anything is wrong with one',
        );
      }
    }),
    { numRuns: 500 },
  );
});

const request = (wave: string, commit = `${wave}1`): SeenRequest['request'] => ({ wave, branch: wave, commit });

test('a request that was merged into a branch that had been merged before got no further', () => {
  const seen: SeenRequest[] = [
    { request: request('a'), state: 'merged', head: 'a1', base: 'main' },
    { request: request('b'), state: 'merged', head: 'b1', base: 'a' },
  ];
  assert.deepEqual(stackStep(seen, 'main'), { kind: 'stuck', index: 1, why: 'astray' });
  const [bottom, top] = seen as [SeenRequest, SeenRequest];
  assert.deepEqual(stackStep([{ ...bottom, head: 'b2' }, top], 'main'), { kind: 'done' }, 'it was taken along');
});

test('a request below one that somebody has merged into the base branch has arrived with it', () => {
  const seen: SeenRequest[] = [
    { request: request('a'), state: 'open', head: 'a1', base: 'main' },
    { request: request('b'), state: 'merged', head: 'b1', base: 'main' },
  ];
  assert.deepEqual(stackStep(seen, 'main'), { kind: 'done' });
});
