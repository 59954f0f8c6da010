import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RunCommands } from '../../../../src/editor/commands/runCommands.ts';
import { RunDocuments } from '../../../../src/editor/content/runDocuments.ts';
import { ShipTextFiles } from '../../../../src/editor/content/shipTextFiles.ts';
import { KeyStore } from '../../../../src/editor/shared/keyStore.ts';
import type { Desktop } from '../../../../src/editor/shared/keyStore.ts';
import { CommandRegistry } from '../../../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import { fakeMemory, FakeVscode } from '../../../support/fakeVscode.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import { SimulatedService } from '../../../support/simulatedService.ts';
import { runInTriage } from '../../../support/states.ts';

const bus = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus' };
const gnome: Desktop = { platform: 'linux', env: { ...bus, XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' } };
const sway: Desktop = { platform: 'linux', env: { ...bus, XDG_CURRENT_DESKTOP: 'sway' } };

/** An editor that is started again and again, with a store that keeps its secrets or does not. */
function editor(
  desktop: Desktop,
  keeps: boolean,
  more: { readonly uiKind?: number; readonly remoteName?: string } = {},
) {
  const globalState = { ...fakeMemory(), setKeysForSync: () => undefined };
  const kept = new Map<string, string>();
  let sessions = 0;
  return {
    restart: () => {
      if (!keeps) kept.clear();
      const secrets = {
        get: (key: string) => Promise.resolve(kept.get(key)),
        store: (key: string, value: string) => Promise.resolve(void kept.set(key, value)),
        delete: (key: string) => Promise.resolve(void kept.delete(key)),
        keys: () => Promise.resolve([...kept.keys()]),
        onDidChange: () => ({ dispose: () => undefined }),
      };
      const env = { uiKind: 1, sessionId: `session ${(sessions += 1)}`, ...more };
      const vscode = { env, UIKind: { Desktop: 1, Web: 2 } } as ConstructorParameters<typeof KeyStore>[0];
      return new KeyStore(vscode, { secrets, globalState }, desktop);
    },
  };
}

describe('a key that would be gone after a restart', () => {
  it('is warned of before the first run on a desktop without a key store', async () => {
    assert.match(
      (await editor(sway, false).restart().problem()) ?? '',
      /no key store by itself on this desktop \(sway\)/,
    );
    const bare = editor({ platform: 'linux', env: {} }, false).restart();
    assert.match((await bare.problem()) ?? '', /no message bus/);
  });

  it('is warned of again with every run of that session', async () => {
    const window = editor(sway, false).restart();
    assert.equal(await window.problem(), await window.problem());
  });

  it('is no matter where there is a store, on other systems, in a browser, or in a window to another machine', async () => {
    assert.equal(await editor(gnome, true).restart().problem(), undefined);
    assert.equal(await editor({ platform: 'darwin', env: {} }, true).restart().problem(), undefined);
    assert.equal(await editor(sway, false, { uiKind: 2 }).restart().problem(), undefined);
    assert.equal(await editor(sway, true, { remoteName: 'ssh-remote' }).restart().problem(), undefined);
  });

  it('is no matter any more once a secret has been seen to last, whatever the desktop is called', async () => {
    const { restart } = editor(sway, true);
    await restart().problem();
    assert.equal(await restart().problem(), undefined);
  });

  it('is warned of on any desktop once a secret was lost', async () => {
    const { restart } = editor(gnome, false);
    assert.equal(await restart().problem(), undefined);
    assert.match((await restart().problem()) ?? '', /before its last restart is gone/);
    assert.match((await restart().problem()) ?? '', /before its last restart is gone/);
  });

  for (const [answer, starts] of [
    ['Start Anyway', true],
    [undefined, false],
  ] as const) {
    it(`${starts ? 'does not keep from' : 'keeps from'} starting a run when the person answers ${answer ?? 'Cancel'}`, async () => {
      const question: Answer = { to: 'may be gone after a restart', with: answer };
      const vscode = new FakeVscode([question]);
      const service = new SimulatedService(runInTriage());
      let started = false;
      service.startRun = () => Promise.resolve(void (started = true));
      const run = new RunConnection(vscode.api, () => Promise.resolve(service));
      const documents = new RunDocuments(vscode.api, run);
      const registry = new CommandRegistry(vscode.api);
      const keyStore = editor(sway, false).restart();
      new RunCommands(vscode.api, run, documents, new ShipTextFiles(vscode.api, run), keyStore).register(registry);
      await vscode.run(commands.startRun, vscode.api.Uri.file('/w/a.waveplan.yaml'));
      assert.equal(started, starts);
    });
  }
});
