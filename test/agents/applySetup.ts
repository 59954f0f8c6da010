import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CliSetup } from './clis.ts';

/** Makes a CLI talk to a model of ours: its variables in this process's environment, its files in the home folder. */
export function applySetup(home: string, setup: CliSetup): void {
  Object.assign(process.env, setup.env);
  for (const [name, text] of Object.entries(setup.files ?? {})) {
    const file = path.join(home, ...name.split('/'));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
