import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parse, stringify } from 'yaml';
import fc from 'fast-check';
import { scanWaves } from '../../../../src/editor/plan/scanWaves.ts';

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

  it('are found in a plan written as JSON, each at its brace', () => {
    const text = `{
  "waveplan": 1,
  "title": "A \\"waves\\": [{ \\"id\\": \\"no\\" }] in a text",
  "agents": { "id": { "waves": [{ "id": "no" }] } },
  "waves": [
    { "title": "First",
      "id": "one", "tasks": [{ "id": "a" }] },
    {
      "id":"two","tasks":[{"id":"b","owns":["src/{a,b}.js"]}]
    }
  ]
}
`;
    const places = [
      { id: 'one', line: 5 },
      { id: 'two', line: 7 },
    ];
    assert.deepEqual(scanWaves(text), places);
    assert.deepEqual(scanWaves(text.replaceAll('\n', '\r\n')), places);
    assert.deepEqual(
      scanWaves(`# A plan\n---\n${text}`).map(({ line }) => line),
      [7, 9],
    );
  });

  it('are found where only the list, or only a wave of it, is in flow style', () => {
    const wave = `{ title: What it's for # a } in a comment
      , id: one, tasks: [{ id: a, 'verify': ['echo "}"'] }] }`;
    assert.deepEqual(scanWaves(`title: T\nwaves: [${wave}, {id: two}]\nship: [{ id: no }]\n`), [
      { id: 'one', line: 1 },
      { id: 'two', line: 2 },
    ]);
    assert.deepEqual(scanWaves(`waves: # below\n  [\n    ${wave}\n  ]\n`), [{ id: 'one', line: 2 }]);
    assert.deepEqual(scanWaves(`waves:\n  - ${wave}\n  - id: two\n    tasks: [{ id: b }]\n  - { id: three }\n`), [
      { id: 'one', line: 1 },
      { id: 'two', line: 3 },
      { id: 'three', line: 5 },
    ]);
  });

  it('are found in flow style as far as the text goes while it is being typed', () => {
    const text = '{ "waves": [{ "id": "one", "tasks": [{ "id": "a" }] }, { "id": "two", "title": "No end';
    assert.deepEqual(
      scanWaves(text).map(({ id }) => id),
      ['one', 'two'],
    );
    for (let length = 0; length < text.length; length += 1) {
      const found = scanWaves(text.slice(0, length)).map(({ id }) => id);
      assert.deepEqual(found, ['one', 'two'].slice(0, found.length), text.slice(0, length));
    }
  });

  it('agree with YAML for plans in flow style with any words in them', () => {
    const words = fc.oneof(fc.string(), fc.stringMatching(/^[a-z'"#:{},[\] -]{0,12}$/));
    const wave = fc.record({ title: words, id: fc.stringMatching(/^[a-z][a-z0-9-]{0,6}x$/), note: words });
    const flow = fc.record({
      json: fc.boolean(),
      indent: fc.integer({ min: 1, max: 4 }),
      lineWidth: fc.constantFrom(0, 20, 80),
      quoted: fc.boolean(),
    });
    fc.assert(
      fc.property(words, fc.array(wave, { minLength: 1, maxLength: 4 }), flow, (title, waves, style) => {
        const plan = { title, waves: waves.map((each) => ({ ...each, tasks: [{ id: 'a', title }] })) };
        const text = style.json
          ? JSON.stringify(plan, undefined, style.indent - 1)
          : stringify(plan, {
              collectionStyle: 'flow',
              indent: style.indent,
              lineWidth: style.lineWidth,
              ...(style.quoted ? ({ defaultStringType: 'QUOTE_SINGLE' } as const) : {}),
            });
        assert.deepEqual(
          scanWaves(text).map(({ id }) => id),
          waves.map(({ id }) => id),
          text,
        );
      }),
      { numRuns: 500 },
    );
  });
});
