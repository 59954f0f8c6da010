import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { wholly } from '../../support/wholly.ts';
import type { CoordinatorOrder, CoordinatorReport, HostsOrder, HostsReport } from './messages.ts';

/** Processes of a team's run: one that drives it, and some with hosts that do nothing but report. */
export interface TeamProcesses {
  coordinator(
    order: Omit<CoordinatorOrder, 'folder'>,
    onReport: (report: CoordinatorReport) => void,
  ): TeamProcess<Extract<CoordinatorReport, { type: 'over' }>>;
  hosts(order: HostsOrder, onReport: (report: HostsReport) => void): Promise<TeamProcess<never>>;
  close(): Promise<void>;
}

export interface TeamProcess<Last> {
  readonly child: ChildProcess;
  /** Its last words. @throws with what it said, when it ends without them */
  readonly over: Promise<Last>;
  /** As a power cut would. */
  kill(): Promise<void>;
}

/** Builds the programs as they are shipped: from its sources a process has the memory of a compiler, too. */
export async function startTeam(): Promise<TeamProcesses> {
  const folder = await mkdtemp(path.join(tmpdir(), 'wavegate-bench-team-'));
  await build({
    entryPoints: ['coordinator', 'hosts'].map((name) => path.join(import.meta.dirname, `${name}.ts`)),
    ...{ outdir: folder, outExtension: { '.js': '.mjs' } },
    ...{ bundle: true, splitting: true, platform: 'node', format: 'esm', minify: true, keepNames: true },
    logLevel: 'warning',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  const running = new Set<ChildProcess>();

  function start<Report extends { readonly type: string }, Last>(
    program: string,
    order: object,
    onReport: (report: Report) => void,
  ): TeamProcess<Last> {
    const child = fork(path.join(folder, `${program}.mjs`), [JSON.stringify(order)], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
    });
    running.add(child);
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-2_000)));
    const over = new Promise<Last>((resolve, reject) => {
      child.on('message', (report: Report) => {
        onReport(report);
        if (report.type === 'over') resolve(report as unknown as Last);
      });
      child.on('exit', (code, signal) => {
        running.delete(child);
        reject(new Error(`The ${program} of the bench ended (${signal ?? code}): ${said}`));
      });
    });
    over.catch(() => undefined);
    const kill = async (): Promise<void> => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    };
    return { child, over, kill };
  }

  return {
    coordinator: (order, onReport) => start('coordinator', { ...order, folder: path.join(folder, 'copies') }, onReport),
    async hosts(order, onReport) {
      let ready = (): void => undefined;
      const isReady = new Promise<void>((resolve) => (ready = resolve));
      const process = start<HostsReport, never>('hosts', order, (report) => {
        if (report.type === 'ready') ready();
        onReport(report);
      });
      await Promise.race([isReady, process.over]);
      return process;
    },
    async close() {
      await Promise.all(
        [...running].map(async (child) => {
          const gone = once(child, 'exit');
          child.kill('SIGKILL');
          await gone;
        }),
      );
      await rm(folder, wholly);
    },
  };
}
