import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

/** Ports of a run's agents, in the order they were started. */
function portsOf(waves: number, ports: string): readonly number[] {
  const found: number[] = [];
  const run = new SimulatedRun();
  run.outcome = (job) => {
    if (job.work.kind === 'agent') found.push(job.work.port);
    return run.done(job);
  };
  run.start(planText(waves, `worktree: {ports: ${ports}}\n`)).approveAll('acceptance');
  return found;
}

test('every session has a range of ports of its own', () => {
  const ports = portsOf(2, '{from: 42000, perSession: 10}');
  assert.equal(ports.length, 4);
  assert.equal(new Set(ports).size, 4);
  assert.ok(ports.every((port) => port >= 42_000 && port % 10 === 0));
});

test('a long run near the end of all ports starts again with ranges that are free by then', () => {
  const ports = portsOf(12, '{from: 65000, perSession: 100}');
  assert.equal(ports.length, 24);
  assert.ok(ports.every((port) => port >= 65_000 && port + 100 <= 65_536));
  for (let wave = 0; wave < 12; wave += 1) assert.notEqual(ports[2 * wave], ports[2 * wave + 1]);
});
