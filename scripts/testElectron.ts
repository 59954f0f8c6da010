import { spawn } from 'node:child_process';
import path from 'node:path';

// `npm run test:electron`: the suite inside the extension host once more, under @vscode/test-electron. It uses the VS Code
// that VSCODE_PATH names, `server` for the one of this project's development cache, or else downloads one.

const root = path.join(import.meta.dirname, '..');
const serverLauncher = path.join(root, 'test', 'support', 'vscodeHost', 'codeLauncher.ts');
const named = process.env['VSCODE_PATH'];

const child = spawn(
  process.execPath,
  ['--test', '--test-reporter=spec', path.join(root, 'test', 'editor', 'inHost.test.ts')],
  {
    cwd: root,
    env: {
      ...process.env,
      WAVEGATE_TEST_HOST: 'electron',
      ...(named === 'server' && { VSCODE_PATH: serverLauncher }),
    },
    stdio: 'inherit',
  },
);
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
