import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { awakeRequest, keepAwake } from '../../../src/sessionHost/keepAwake.ts';
import { until } from '../../support/until.ts';

describe('a machine is kept awake while an agent works', () => {
  test('by the way of its system, which ends with the host', () => {
    assert.equal(awakeRequest('linux', 7, {})?.program, 'systemd-inhibit');
    assert.deepEqual(awakeRequest('darwin', 7, {})?.args, ['-i', '-w', '7']);
    assert.match(
      awakeRequest('win32', 7, { SYSTEMROOT: 'D:\\Win' })?.program ?? '',
      /^D:\\Win\\System32\\.*powershell/,
    );
    assert.equal(awakeRequest('aix', 7, {}), undefined);
  });

  test('until it is let go, and without a word where the system has no such program', async () => {
    keepAwake({ program: 'no-such-program-here', args: [] })();
    keepAwake({ program: 'no-such-program-here', args: [] });
    await new Promise(setImmediate);
  });

  const unix = process.platform === 'win32' ? { skip: 'kill -9 is for others' } : {};
  test('and no longer than the host lives, also where that is killed', unix, async (context) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'wavegate-awake-'));
    context.after(() => rmSync(folder, { recursive: true, force: true }));
    const mark = path.join(folder, 'pid');
    const module = path.join(import.meta.dirname, '../../../src/sessionHost/keepAwake.ts');
    const request = { program: 'sh', args: ['-c', 'echo $$ > "$0"; exec cat', mark] };
    const code = `const { keepAwake } = await import(${JSON.stringify(module)}); keepAwake(${JSON.stringify(request)}); setInterval(() => {}, 1000);`;
    const host = spawn(process.execPath, ['--input-type=module', '--eval', code], { stdio: 'ignore' });
    await until(() => existsSync(mark) && readFileSync(mark, 'utf8').endsWith('\n'));
    const pid = Number(readFileSync(mark, 'utf8'));
    process.kill(pid, 0);
    host.kill('SIGKILL');
    await once(host, 'close');
    await until(() => isGone(pid));
  });
});

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}
