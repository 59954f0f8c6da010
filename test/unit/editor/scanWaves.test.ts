import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import fc from 'fast-check';
import { scanWaves } from '../../../src/editor/plan/scanWaves.ts';

describe('the places of waves in a plan', () => {
  it('are found by the dashes below "waves", not by those of tasks', () => {
    const text = `waveplan: 1
agents:
  - id: not-a-wave
waves:
  - id: one
    title: First
    tasks:
      - id: a
        title: A

  # a comment
  - title: Second
    id: "two"
    tasks:
      - title: B
        id: b
  -
    id: 'three'
ship:
  - id: no-wave
`;
    assert.deepEqual(scanWaves(text), [
      { id: 'one', line: 4 },
      { id: 'two', line: 11 },
      { id: 'three', line: 16 },
    ]);
  });

  it('are found when the list is not indented, and with Windows line ends', () => {
    assert.deepEqual(scanWaves('waves: # below\r\n- id: one\r\n  tasks:\r\n  - id: a\r\n- id: two\r\n'), [
      { id: 'one', line: 1 },
      { id: 'two', line: 4 },
    ]);
  });

  it('are left out where a wave has no id yet', () => {
    assert.deepEqual(scanWaves('waves:\n  - title: No id\n    tasks:\n      - id: a\n  - id: two\n'), [
      { id: 'two', line: 4 },
    ]);
  });

  it('are none in a text without waves', () => {
    assert.deepEqual(scanWaves(''), []);
    assert.deepEqual(scanWaves('title: waves\n'), []);
  });

  it('agree with YAML for plans of any size and indentation', () => {
    const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,6}$/);
    const wave = fc.record({ id, idFirst: fc.boolean(), tasks: fc.array(id, { minLength: 1, maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(wave, { minLength: 1, maxLength: 5 }), fc.integer({ min: 0, max: 6 }), (waves, indent) => {
        const pad = ' '.repeat(indent);
        const text = `waves:\n${waves
          .map(({ id: name, idFirst, tasks }) => {
            const keys = [`title: T`, ...(idFirst ? [] : [`id: ${name}x`])];
            const head = idFirst ? [`id: ${name}x`, ...keys] : keys;
            const lines = [`- ${head[0] ?? ''}`, ...head.slice(1).map((line) => `  ${line}`), '  tasks:'];
            const all = [...lines, ...tasks.flatMap((task) => [`  - title: T`, `    id: ${task}`])];
            return all.map((line) => `${pad}${line}\n`).join('');
          })
          .join('')}`;
        const parsed = parse(text) as { readonly waves: readonly { readonly id: string }[] };
        assert.deepEqual(
          scanWaves(text).map(({ id: found }) => found),
          parsed.waves.map(({ id: expected }) => expected),
        );
      }),
    );
  });
});
