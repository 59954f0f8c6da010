import path from 'node:path';
import { runProgram } from './processes.ts';

// The compiler in Go is several times as fast; a test reads sources with the library of the one in JavaScript.
const compiler = 'typescript-native';

/** Each part of the tree sees only the globals of the host it runs in, so each is checked on its own. */
const projects = ['src/core', '.', 'test', 'webview-ui'];

/** Each further thread checks anew the types that all of them need, and other stages run meanwhile. */
const oneThread = ['--checkers', '1'];

const root = path.join(import.meta.dirname, '..');
const tsc = path.join(root, 'node_modules', compiler, 'bin', 'tsc');

let failed = false;
for (const project of projects) {
  const { exitCode, output } = await runProgram(
    process.execPath,
    [tsc, '--pretty', ...oneThread, '-p', path.join(root, project)],
    { cwd: root },
  );
  if (exitCode !== 0) failed = true;
  process.stdout.write(output);
}
process.exitCode = failed ? 1 : 0;
