import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { digest } from '../../../src/decisions/digest.ts';
import { observePlanFile } from '../../../src/engine/planWatch.ts';
import type { EnginePorts } from '../../../src/engine/ports.ts';
import { RunEngine } from '../../../src/engine/runEngine.ts';
import { createMemoryJournalStore } from '../../support/memoryJournal.ts';
import { planText, revisionOf } from '../../support/simulatedRun.ts';
import { runAtLaunch } from '../../support/states.ts';

suite('a plan file that is watched', () => {
  test('saved twice in a row, counts as it was saved last, however long the first reading takes', async () => {
    let saved = '';
    let readings = 0;
    const planFile = {
      file: 'plan.waveplan.yaml',
      async read() {
        const text = saved;
        readings += 1;
        if (readings === 1) for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
        return text;
      },
    };
    const clock = { now: () => 0, wake: () => () => undefined };
    // Nothing else of the world is needed for a run that waits at a gate.
    const ports = { clock, digest, planFile } as unknown as EnginePorts;
    const engine = new RunEngine(ports, await createMemoryJournalStore().create('r1'), runAtLaunch().run);
    saved = planText(3);
    const first = observePlanFile(engine, ports);
    await new Promise(setImmediate);
    saved = planText(4);
    await Promise.all([first, observePlanFile(engine, ports)]);
    assert.equal(engine.state.edit?.hash, revisionOf(planText(4)).hash);
    await engine.close();
  });
});
