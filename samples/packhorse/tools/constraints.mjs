import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import process from 'node:process';

/** What no change may break without being asked: the command line people type, and that there is nothing to install. */
const help = spawnSync(process.execPath, ['bin/packhorse.js', '--help'], { encoding: 'utf8' });
const documented = await readFile('docs/usage.txt', 'utf8');
const manifest = JSON.parse(await readFile('package.json', 'utf8'));
const broken = [
  help.stdout !== documented && 'the command line differs from docs/usage.txt',
  (manifest.dependencies ?? manifest.devDependencies) && 'package.json has dependencies',
].filter(Boolean);

for (const each of broken) console.error(`constraint broken: ${each}`);
console.log(`constraints: ${broken.length === 0 ? 'kept' : 'broken'}`);
process.exitCode = broken.length === 0 ? 0 : 1;
