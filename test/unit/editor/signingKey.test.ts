import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SigningKeyPlace } from '../../../src/editor/signingKey.ts';
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
    const vscode = { env: { uiKind }, UIKind: { Desktop: 1, Web: 2 } } as ConstructorParameters<
      typeof SigningKeyPlace
    >[0];
    return new SigningKeyPlace(vscode, { secrets: storage, globalState });
  };
  return { open, globalState };
}

describe('the key that signs decisions', () => {
  it('is still there after a reload in a browser', async () => {
    const { open } = windowIn('browser');
    await open().store('the key');
    assert.equal(await open().get(), 'the key');
  });

  it('is never written beside the secret storage on the desktop', async () => {
    const { open, globalState } = windowIn('desktop');
    await open().store('the key');
    assert.deepEqual(globalState.keys(), []);
  });
});
