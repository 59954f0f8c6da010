import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { runProgram } from './processes.ts';

const root = path.join(import.meta.dirname, '..');
const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce');

/** Builds dist/; throws with what the builder printed when it cannot. */
export async function buildExtension(): Promise<void> {
  const { exitCode, output } = await runProgram(process.execPath, [path.join(root, 'esbuild.config.mjs')], {
    cwd: root,
  });
  if (exitCode !== 0) throw new Error(`The extension could not be built:\n${output.trim()}`);
}

/** How a package is made. */
export interface PackageOptions {
  /** Whether a secret in a file keeps it from being packed; looking for them is the longest part of packing. Yes unless left off. */
  readonly looksForSecrets?: boolean;
}

/** Builds the extension and packs it into a `.vsix` file; throws with what the builder or packer printed. */
export async function packageExtension(file: string, { looksForSecrets = true }: PackageOptions = {}): Promise<void> {
  await buildExtension();
  await mkdir(path.dirname(file), { recursive: true });
  // Everything the extension loads is in dist/, so nothing of node_modules goes in.
  // Links of the README stay relative, as there is no public address yet that they could be made absolute with.
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  const unchecked = looksForSecrets ? [] : ['--allow-package-all-secrets', '--allow-package-env-file'];
  const argv = [vsce, 'package', ...options, ...unchecked, '--out', file];
  const { exitCode, output } = await runProgram(process.execPath, argv, { cwd: root });
  if (exitCode !== 0) throw new Error(`The extension could not be packed:\n${output.trim()}`);
}
