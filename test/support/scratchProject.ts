import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** A copy of this project's rules without its sources, to plant violations in. */
export interface ScratchProject {
  readonly root: string;
  /** Writes a source file; the path is relative to the project. */
  plant(file: string, source: string): Promise<void>;
  remove(): Promise<void>;
}

const projectRoot = path.join(import.meta.dirname, '..', '..');

const rules = [
  '.dependency-cruiser.cjs',
  '.oxlintrc.json',
  'package.json',
  'scripts/lint/house.mjs',
  'src/core/tsconfig.json',
  'test/tsconfig.json',
  'tsconfig.base.json',
  'tsconfig.json',
  'webview-ui/tsconfig.json',
];

/** Makes a scratch project in the system's temporary folder; its packages are those of this project. */
export async function makeScratchProject(): Promise<ScratchProject> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'wavegate-rules-'));
  await Promise.all(rules.map((file) => cp(path.join(projectRoot, file), path.join(root, file))));
  await symlink(path.join(projectRoot, 'node_modules'), path.join(root, 'node_modules'), 'junction');
  return {
    root,
    plant: async (file, source) => {
      await mkdir(path.dirname(path.join(root, file)), { recursive: true });
      await writeFile(path.join(root, file), source);
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
