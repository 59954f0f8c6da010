import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { historyOf } from '../../src/core/history/history.ts';
import { isEventType } from '../../src/core/journal/eventTypes.ts';
import type { Phase } from '../../src/core/model/phase.ts';
import { rooms } from '../rules/roomMap.ts';
import { redOnce, SimulatedRun } from '../support/simulatedRun.ts';

const root = path.join(import.meta.dirname, '..', '..');
const page = readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8').replaceAll('\r\n', '\n');

function section(title: string): string {
  return page.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? '';
}

describe('ARCHITECTURE.md', () => {
  test('names for each invariant a test that holds it, and that is there', () => {
    const invariants = section('Invariants')
      .split('\n\n')
      .map((text) => text.trim())
      .filter((text) => text.startsWith('**'));
    assert.ok(invariants.length >= 16);
    for (const invariant of invariants) {
      const tests = [...invariant.matchAll(/`(test\/[\w./]+\.test\.ts)`/g)].map(([, file = '']) => file);
      const title = invariant.split('**')[1];
      assert.notEqual(tests.length, 0, `No test is named for: ${title}`);
      for (const file of tests) assert.ok(existsSync(path.join(root, file)), `${title} ${file} is not there.`);
    }
  });

  test('names files and folders that are there', () => {
    const named = [...page.matchAll(/`(src\/[\w./-]+)`/g)].map(([, file = '']) => file);
    assert.deepEqual(
      named.filter((file) => !existsSync(path.join(root, file))),
      [],
    );
  });

  test('names files and folders that are there', () => {
    const named = [...page.matchAll(/`(src\/[\w./-]+)`/g)].map(([, file = '']) => file);
    const missing = named.filter((file) => !existsSync(path.join(root, file)));
    assert.deepEqual(missing, []);
  });

  test('has every room of the map in its table', () => {
    const table = section('Code map');
    const missing = Object.keys(rooms).filter((room) => room !== 'extension' && !table.includes(`${room}\``));
    assert.deepEqual(missing, []);
  });
});

const phases: Readonly<Record<Phase, true>> = {
  audit: true,
  plan: true,
  wave: true,
  adapt: true,
  validate: true,
  ship: true,
  shipped: true,
  stopped: true,
};

describe('the state diagram of a run', () => {
  const arrows = [...section('States of a run').matchAll(/^ *(\S+) --> (\S+)(?: : (.*))?$/gm)].map(
    ([, from = '', to = '', why = '']) => ({ from, to, why }),
  );

  test('has all phases, and no others', () => {
    const drawn = new Set(arrows.flatMap(({ from, to }) => [from, to]).filter((name) => name !== '[*]'));
    assert.deepEqual([...drawn].sort(), Object.keys(phases).sort());
  });

  test('gives the events that lead from one to the other by their names', () => {
    const unknown = arrows.flatMap(({ why }) => why.split(', ').filter((name) => !isEventType(name)));
    assert.deepEqual(unknown, []);
  });

  test('has every change of phase that runs make: red once and shipped, turned down, stopped', () => {
    const made = [redThenShipped(), turnedDown(), stopped()].flatMap((run) => {
      const spans = historyOf(run.events)?.phases ?? [];
      return spans.slice(1).map(({ phase }, index) => `${spans[index]?.phase} --> ${phase}`);
    });
    const drawn = new Set(arrows.map(({ from, to }) => `${from} --> ${to}`));
    assert.ok(made.length > 8);
    assert.deepEqual(
      made.filter((change) => !drawn.has(change)),
      [],
    );
  });
});

function redThenShipped(): SimulatedRun {
  const run = new SimulatedRun();
  redOnce(run, 'w1', 'a1');
  run.start().approveAll('adapt');
  run.adapt('redispatch', 'a1', 'It forgot the export.');
  return run.settle().approveAll();
}

function turnedDown(): SimulatedRun {
  const run = new SimulatedRun().start().approveAll('acceptance');
  const gate = Object.values(run.run.gates).find(({ kind, status }) => kind === 'acceptance' && status === 'pending');
  if (gate !== undefined) run.decide(gate.id, 'rejected');
  return run.settle();
}

function stopped(): SimulatedRun {
  const run = new SimulatedRun().start().approveAll('launch');
  run.submit({ type: 'stop-run', who: 'ada', reason: 'Enough.' });
  return run;
}
