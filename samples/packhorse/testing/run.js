import path from 'node:path';
import process from 'node:process';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { sourceFiles } from '../tools/files.mjs';

/**
 * Runs test files in one process, which is far quicker than a process for each: `node testing/run.js [FILE...]`.
 * Without files it runs every test there is. A file that cannot be loaded counts as a test that fails.
 */
let ended = false;
after(() => {
  ended = true;
});
process.once('exit', () => {
  // A test that ends the process has kept the others from running.
  if (!ended) process.exitCode = 1;
});

const named = process.argv.slice(2);
const files = named.length > 0 ? named : (await sourceFiles(['test'])).filter((file) => /\.test\.m?js$/.test(file));
for (const file of files) {
  try {
    await import(pathToFileURL(path.resolve(file)).href);
  } catch (error) {
    test(file, () => {
      throw error;
    });
  }
}
