import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { TestContext } from 'node:test';
import { dispatch } from '../../../../src/cli/dispatch.ts';
import { temporaryFolder } from '../../../support/journalFixture.ts';

const plan = `waveplan: 1
title: Example
agents: { mine: { driver: command, argv: [node] } }
gates: { ship: { approvers: [Ada] } }
waves:
  - id: one
    title: Wave one
    tasks:
      - { id: a, title: Task a, owns: [src/a.js], objective: It exports a constant., steps: [a, b], verify: [node a.mjs] }
`;

suite('severities of rules on the command line', () => {
  const lint = async (
    t: Pick<TestContext, 'after'>,
    ...rules: readonly string[]
  ): Promise<{ exitCode: number; said: string }> => {
    const folder = await temporaryFolder(t);
    await writeFile(path.join(folder, 'p.waveplan.yaml'), plan);
    let said = '';
    const terminal = {
      folder,
      env: {},
      interrupted: new AbortController().signal,
      write: (out: string | Uint8Array) => Promise.resolve(void (said += out.toString())),
      note: (line: string) => void (said += `${line}\n`),
    };
    const exitCode = await dispatch(['lint', 'p.waveplan.yaml', ...rules], terminal, '1.2.3');
    return { exitCode, said };
  };

  test('advice passes, and can be made an error that a build server stops at, or be left out', async (t) => {
    const asItIs = await lint(t);
    assert.equal(asItIs.exitCode, 0, asItIs.said);
    assert.match(asItIs.said, /:9:\d+: warning step-count /);
    const strict = await lint(t, '--rule', 'step-count=error');
    assert.equal(strict.exitCode, 1);
    assert.match(strict.said, /:9:\d+: error step-count /);
    const quiet = await lint(t, '--rule', 'step-count=off', '--rule=no-deadline=off');
    assert.deepEqual(quiet, { exitCode: 0, said: '' });
  });

  test('what refuses a launch stays an error', async (t) => {
    const { exitCode, said } = await lint(t, '--rule', 'unknown-agent=off');
    assert.equal(exitCode, 2);
    assert.match(said, /"unknown-agent" refuses the launch/);
  });

  test('a rule or severity that does not exist is told, with the nearest one', async (t) => {
    assert.match((await lint(t, '--rule', 'wave-sise=off')).said, /Did you mean "wave-size"/);
    assert.match((await lint(t, '--rule', 'wave-size')).said, /error, warning, information, hint, off/);
  });
});
