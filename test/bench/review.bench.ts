import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Benchmark, BenchmarkRow } from '../../scripts/bench/benchmark.ts';
import type { BoardFinding } from '../../src/core/model/boardModel.ts';
import { SpotCheckCommands } from '../../src/editor/commands/spotCheckCommands.ts';
import { RunDocuments } from '../../src/editor/content/runDocuments.ts';
import { CommandRegistry } from '../../src/editor/shared/commandRegistry.ts';
import { commands } from '../../src/editor/shared/contributions.ts';
import { RunConnection } from '../../src/editor/shared/runConnection.ts';
import { changedNodes } from '../../src/editor/tree/treeView.ts';
import { findingsTree } from '../../src/editor/views/findingsTree.ts';
import { FakeVscode } from '../support/fakeVscode.ts';
import { SimulatedRun } from '../support/simulatedRun.ts';
import { SimulatedService } from '../support/simulatedService.ts';

const rounds = 9;

/** Waits of a person during a review, as far as they are Wavegate's: the editor's own drawing comes on top. */
export const bench: Benchmark = {
  name: 'reviewing in the editor',
  async run(measured) {
    measured(...(await spotCheck(40)));
    return [
      row('5,000 findings filtered for those not marked', filtered(5_000), 50),
      { what: 'files read at activation', ours: filesRead(), peerOrLimit: { name: 'limit', value: 60 }, unit: 'files' },
    ];
  },
};

/** From the command to the editor being asked for it, at the spot-check of a wave with so many files. */
async function spotCheck(files: number): Promise<readonly BenchmarkRow[]> {
  const run = new SimulatedRun();
  run.outcome = (job) => {
    const done = run.done(job);
    if (job.work.kind !== 'merge') return done;
    const changes = Array.from({ length: files }, (_, index) => ({
      path: `src/a1/file${index}.js`,
      kind: 'modified' as const,
      additions: index,
      deletions: 1,
    }));
    return { ...done, changes };
  };
  run.start().approveAll('spot-check');
  const vscode = new FakeVscode([]);
  const connection = new RunConnection(vscode.api, () => Promise.resolve(new SimulatedService(run)));
  await connection.service();
  const documents = new RunDocuments(vscode.api, connection);
  new SpotCheckCommands(vscode.api, connection, documents).register(new CommandRegistry(vscode.api));
  const opened = await median(() => vscode.run(commands.openSpotCheck));
  const next = await median(() => vscode.run(commands.nextFile));
  return [
    row(`spot-check of a wave with ${files} files, from the command to the editor`, opened, 300),
    row('its next file', next, 50),
  ];
}

/** Drawing the view again once the filter is on: building both trees and finding what differs. */
function filtered(amount: number): number {
  const severities = ['critical', 'high', 'moderate', 'low', 'info'] as const;
  const findings = Array.from({ length: amount }, (_, index): BoardFinding => ({
    id: `f${index}`,
    source: 'audit',
    lens: 'security',
    severity: severities[index % severities.length] ?? 'info',
    title: `Finding ${index}`,
    file: `src/file${index % 300}.js`,
    line: index + 1,
    verified: true,
    detail: 'Seen in review.',
    remediation: 'Mend it.',
    open: true,
    ...(index % 3 === 0 && { triage: 'in' as const }),
  }));
  const before = findingsTree(findings);
  const times = Array.from({ length: rounds }, () => {
    const begun = performance.now();
    changedNodes(before, findingsTree(findings, true));
    return performance.now() - begun;
  });
  return middle(times);
}

/** Files that Node reads for the extension's entry point, in a process of its own. */
function filesRead(): number {
  const entry = path.join(import.meta.dirname, '..', '..', 'dist', 'extension.cjs');
  const script = `
    const Module = require('node:module');
    const load = Module._load;
    Module._load = (name, ...rest) => (name === 'vscode' ? {} : load(name, ...rest));
    require(${JSON.stringify(entry)});
    console.log(Object.keys(require.cache).length);
  `;
  return Number(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim());
}

async function median(work: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    await work();
    times.push(performance.now() - begun);
  }
  return middle(times);
}

function middle(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? NaN;
}

function row(what: string, ours: number, goal: number): BenchmarkRow {
  return { what, ours, peerOrLimit: { name: 'goal', value: goal }, unit: 'ms' };
}
