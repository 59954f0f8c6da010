import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AgentCli } from '../../src/sessionPorts/agentDriver.ts';
import { npmCommand, runProgram } from '../processes.ts';
import { cacheFolder } from '../vscodeHost/cacheFolder.ts';

/** Where an agent's CLI is, or why it is not there. */
export type Installed = { readonly bin: string } | { readonly problem: string };

/**
 * Installs the tested version of a CLI into the development cache, once. The version is always named: npm on an older
 * Node would silently choose an old one.
 *
 * @returns `bin`: the folder that holds the program
 */
export async function installAgent(cli: AgentCli): Promise<Installed> {
  const folder = path.join(cacheFolder(), 'agents', `${cli.program}-${cli.testedVersion}`);
  const bin = path.join(folder, 'node_modules', '.bin');
  if (existsSync(bin)) return { bin };
  // Under another name until it is complete, so that an interrupted installation is not taken for one.
  const partial = `${folder}.${process.pid}`;
  await mkdir(partial, { recursive: true });
  await writeFile(path.join(partial, 'package.json'), '{"private": true}\n');
  const { command, leading } = npmCommand();
  const wanted = `${cli.package}@${cli.testedVersion}`;
  const { exitCode, output } = await runProgram(command, [...leading, 'install', '--no-audit', '--no-fund', wanted], {
    cwd: partial,
    env: { ...process.env, PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}` },
  });
  if (exitCode !== 0) {
    await rm(partial, { recursive: true, force: true });
    return { problem: `${wanted} could not be installed: ${lastLine(output)}` };
  }
  await rename(partial, folder).catch(async (error: unknown) => {
    // Another process was faster with the same.
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(bin)) throw error;
  });
  return { bin };
}

function lastLine(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => line.includes('npm error')) ?? lines.at(-1) ?? 'npm said nothing.';
}
