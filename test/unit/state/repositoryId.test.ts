import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { claimIdentity, knownIdentity } from '../../../src/state/repositoryId.ts';

/** A git folder, as far as its id goes, and a folder for the state of runs. */
function places(context: TestContext): { readonly at: (name: string) => string; readonly state: string } {
  const home = mkdtempSync(path.join(tmpdir(), 'wavegate-id-'));
  context.after(() => rmSync(home, { recursive: true, force: true }));
  const at = (name: string): string => path.join(home, name);
  mkdirSync(at('shop.git'));
  return { at, state: at('state') };
}

suite('a repository is known by an id in its git folder', () => {
  test('looking makes none; the first run does, and it stays', async (context) => {
    const { at, state } = places(context);
    assert.equal(await knownIdentity(at('shop.git'), state), undefined);
    assert.equal(existsSync(at('shop.git/wavegate')), false);
    const { id } = await claimIdentity(at('shop.git'), 'The Shop', state);
    assert.match(id, /^the-shop-[0-9a-f]{12}$/);
    assert.deepEqual(await claimIdentity(at('shop.git'), 'Another name', state), { id });
    assert.deepEqual(await knownIdentity(at('shop.git'), state), { id });
  });

  test('several processes that start the first run at once agree on it', async (context) => {
    const { at, state } = places(context);
    const made = await Promise.all([1, 2, 3, 4, 5].map(() => claimIdentity(at('shop.git'), 'shop', state)));
    assert.equal(new Set(made.map(({ id }) => id)).size, 1);
  });

  test('a renamed repository keeps it, and says where it was', async (context) => {
    const { at, state } = places(context);
    const { id } = await claimIdentity(at('shop.git'), 'shop', state);
    renameSync(at('shop.git'), at('store.git'));
    assert.deepEqual(await knownIdentity(at('store.git'), state), { id, movedFrom: at('shop.git') });
    assert.deepEqual(await claimIdentity(at('store.git'), 'store', state), { id, movedFrom: at('shop.git') });
    assert.deepEqual(await claimIdentity(at('store.git'), 'store', state), { id });
  });

  test('a copy gets one of its own, and the original keeps its runs', async (context) => {
    const { at, state } = places(context);
    const { id } = await claimIdentity(at('shop.git'), 'shop', state);
    cpSync(at('shop.git'), at('copy.git'), { recursive: true });
    assert.equal(await knownIdentity(at('copy.git'), state), undefined);
    const copy = await claimIdentity(at('copy.git'), 'shop', state);
    assert.notEqual(copy.id, id);
    assert.deepEqual(await knownIdentity(at('copy.git'), state), copy);
    assert.deepEqual(await knownIdentity(at('shop.git'), state), { id });
  });

  test('a place that cannot be written is named, with what to do', async (context) => {
    const { at, state } = places(context);
    await assert.rejects(claimIdentity(at('shop.git/none/there'), 'shop', '/dev/null/state'), /WAVEGATE_STATE/);
    await assert.rejects(claimIdentity('/dev/null', 'shop', state), /\/dev\/null cannot be a folder.*clone/);
  });
});
