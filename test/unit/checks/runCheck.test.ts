import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createCheckRunner } from '../../../src/checks/runCheck.ts';
import type { ProgramEnd, Programs } from '../../../src/ports/programs.ts';

suite('running a check', () => {
  test('a check whose session is ended while its program starts is ended, too', async () => {
    const session = new AbortController();
    const programs: Pick<Programs, 'start'> = {
      start() {
        session.abort();
        let exit: (end: ProgramEnd) => void = () => undefined;
        const exited = new Promise<ProgramEnd>((resolve) => (exit = resolve));
        const end = (): Promise<readonly string[]> => {
          exit({ exitCode: null, signal: 'SIGTERM' });
          return Promise.resolve([]);
        };
        return Promise.resolve({ identity: { pid: 1, started: 'now' }, exited, end });
      },
    };
    const run = await createCheckRunner(programs as Programs).run({
      name: 'test',
      command: 'node --test',
      cwd: import.meta.dirname,
      env: {},
      marker: 'A=b',
      minutes: 10,
      retries: 0,
      signal: session.signal,
      output: () => undefined,
    });
    assert.equal(run.exitCode, null);
    assert.match(run.tail, /ended while this check ran/);
  });
});
