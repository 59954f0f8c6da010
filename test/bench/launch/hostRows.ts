import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { BenchmarkRow } from '../../../scripts/bench/benchmark.ts';
import type { ProcessRecord } from '../../../src/protocol/sessionFiles.ts';
import { sessionFiles } from '../../../src/protocol/sessionFiles.ts';
import { sessionFolders } from '../../support/hostedSessions.ts';
import type { RunProject } from '../../support/runProject.ts';
import { bundledSessionHost } from '../../support/sessionHostBundle.ts';
import { until } from '../../support/until.ts';

/** Memory and start of a session host beside a bare Node doing nothing. */
export async function hostRows(project: RunProject): Promise<readonly BenchmarkRow[]> {
  const folders = sessionFolders(project.state);
  const host = await bundledSessionHost();
  // A host that finds its session taken leaves at once: what remains is the time it takes to be there.
  const starts = await median(() => timeOf([host, folders[0] ?? '']));
  const node = await median(() => timeOf(['--eval', '0']));
  const rows: BenchmarkRow[] = [
    { what: 'session host: start', ours: starts, peerOrLimit: { name: 'bare node', value: node }, unit: 'ms' },
  ];
  const pids = folders.map((folder) => {
    const record = JSON.parse(readFileSync(path.join(folder, sessionFiles.host), 'utf8')) as ProcessRecord;
    return record.pid;
  });
  const memory = pids.map(proportionalMemory).filter((each) => each !== undefined);
  const idle = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(idle, 'spawn');
  await until(() => (proportionalMemory(idle.pid ?? 0) ?? Infinity) > 5);
  const peer = proportionalMemory(idle.pid ?? 0);
  idle.kill();
  await once(idle, 'close');
  if (memory.length === 0 || peer === undefined) return rows;
  const ours = memory.reduce((sum, each) => sum + each, 0) / memory.length;
  return [
    ...rows,
    {
      what: `session host: memory of each of ${pids.length}`,
      ours,
      peerOrLimit: { name: 'bare node', value: peer },
      unit: 'MB',
    },
  ];
}

async function timeOf(args: readonly string[]): Promise<number> {
  const begun = performance.now();
  await once(spawn(process.execPath, args, { stdio: 'ignore' }), 'close');
  return performance.now() - begun;
}

async function median(once: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 7; round += 1) times.push(await once());
  return times.sort((a, b) => a - b)[3] ?? 0;
}

/** Megabytes of a process, pages it shares counted in parts. Only Linux tells. */
function proportionalMemory(pid: number): number | undefined {
  try {
    const kilobytes = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}
