import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { errorMessage } from '../src/util/errors.ts';
import { packageExtension } from './packageExtension.ts';

const root = path.join(import.meta.dirname, '..');
const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
  name: string;
  version: string;
};
const file = path.join(root, `${manifest.name}-${manifest.version}.vsix`);
try {
  await packageExtension(file);
  console.log(`Packed: ${file}`);
} catch (error) {
  console.error(errorMessage(error));
  process.exitCode = 1;
}
