import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Benchmark } from '../../scripts/bench/benchmark.ts';
import { makeTestFolders } from '../support/vscodeHost/folders.ts';
import { startSuites } from '../support/vscodeHost/startSuites.ts';
import { resultVariable } from './activation/result.ts';

/** Its own time in the extension host, in milliseconds. */
const goal = 50;
const rounds = 3;

/** How long the extension takes to activate in a real VS Code that has not loaded it before. */
export const bench: Benchmark = {
  name: 'activation in a real VS Code',
  run: async () => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) times.push(await activation());
    const ours = times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
    return [
      { what: 'activation, reading its code included', ours, peerOrLimit: { name: 'goal', value: goal }, unit: 'ms' },
    ];
  },
};

/** Activates the extension once, in a fresh VS Code on a folder without a plan. */
async function activation(): Promise<number> {
  const folders = await makeTestFolders();
  try {
    const workspace = path.join(folders.root, 'empty');
    await mkdir(workspace);
    const result = path.join(folders.root, 'milliseconds');
    const suites = path.join(import.meta.dirname, 'activation');
    const running = await startSuites({ suites, workspace, folders, env: { [resultVariable]: result } });
    try {
      for await (const { error } of running.results) if (error !== undefined) throw new Error(error);
      return Number(await readFile(result, 'utf8'));
    } finally {
      await running.close();
    }
  } finally {
    await folders.remove();
  }
}
