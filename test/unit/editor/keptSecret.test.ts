import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KeptSecret } from '../../../src/editor/keptSecret.ts';
import { fakeMemory } from '../../support/fakeVscode.ts';

/** A window whose secret storage forgets on a reload, as in a browser without a service behind it. */
function windowIn(kind: 'browser' | 'desktop') {
  const globalState = { ...fakeMemory(), setKeysForSync: () => undefined };
  const open = () => {
    const secrets = new Map<string, string>();
    const storage = {
      get: (key: string) => Promise.resolve(secrets.get(key)),
      store: (key: string, value: string) => Promise.resolve(void secrets.set(key, value)),
      delete: (key: string) => Promise.resolve(void secrets.delete(key)),
      keys: () => Promise.resolve([...secrets.keys()]),
      onDidChange: () => ({ dispose: () => undefined }),
    };
    const uiKind = kind === 'browser' ? 2 : 1;
    const vscode = { env: { uiKind }, UIKind: { Desktop: 1, Web: 2 } } as ConstructorParameters<typeof KeptSecret>[0];
    return new KeptSecret(vscode, { secrets: storage, globalState }, 'wavegate.it');
  };
  return { open, globalState };
}

describe('the key that signs decisions, and the address of the database,', () => {
  it('are still there after a reload in a browser', async () => {
    const { open } = windowIn('browser');
    await open().store('secret');
    assert.equal(await open().get(), 'secret');
  });

  it('are never written beside the secret storage on the desktop', async () => {
    const { open, globalState } = windowIn('desktop');
    await open().store('secret');
    assert.deepEqual(globalState.keys(), []);
  });

  it('are gone everywhere once they are forgotten', async () => {
    const { open, globalState } = windowIn('browser');
    await open().store('secret');
    await open().forget();
    assert.equal(await open().get(), undefined);
    assert.equal(globalState.get('wavegate.it'), undefined);
  });
});
