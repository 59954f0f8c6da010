import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lintDirective } from '../../../../src/core/directive/lintDirective.ts';
import { completedScript } from '../../../../src/core/flows/completedScript.ts';
import type { Flow } from '../../../../src/core/flows/flows.ts';
import { flowScript } from '../../../../src/core/flows/script.ts';
import { renderScriptDirective } from '../../../../src/core/flows/scriptDirective.ts';

const step = (...words: Flow['steps'][number]['shape']['words']): Flow['steps'][number] => ({
  shape: { folder: '', variables: [], words, shell: false },
  slots: [0],
});
const flow: Flow = {
  name: 'build-stamp',
  keys: ['one', 'two'],
  steps: [step('npm', 'run', 'build'), step('node', 'tools/stamp.mjs', ['--in=', 'path'])],
  parameters: [{ name: 'path', kind: 'path', latest: 'dist/main.js' }],
  uses: [1, 2, 3].map((at) => ({ run: 'r1', session: `s${at}`, from: at, to: at + 1 })),
  runs: 1,
  drivers: ['claude'],
  ...{ calls: 2, milliseconds: 1_000, running: 100, tokens: 500, estimated: 0 },
};
const file = 'scripts/build-stamp.mjs';
const byCode = flowScript(flow, file);

describe('a script that an agent has completed', () => {
  test('counts with all of its commands, its line ends as git has them', () => {
    const given = byCode.replace('\n\nrun(', '\nconsole.log("Builds, then stamps.");\n\nrun(').replaceAll('\n', '\r\n');
    const judged = completedScript(flow, file, byCode, given);
    assert.ok('text' in judged, JSON.stringify(judged));
    assert.ok(judged.text.includes('Builds, then stamps.'));
    assert.ok(!judged.text.includes('\r'));
  });

  for (const [what, given, problem] of [
    ['is empty', ' \n', /It is empty/u],
    ['is as it was', byCode, /unchanged: there was nothing to complete/u],
    ['is without end', `${byCode}// ${'x'.repeat(30_000)}`, /characters, and 20000 are the most/u],
    ['has lost how it is called', byCode.replaceAll(file, 'it'), /does not say how it is called/u],
    [
      'has lost a command',
      byCode.replace('tools/stamp.mjs', 'tools/other.mjs'),
      /no longer runs `node tools\/stamp\.mjs`/u,
    ],
  ] as const) {
    test(`that ${what} is refused with the reason`, () => {
      const judged = completedScript(flow, file, byCode, given);
      assert.match('problem' in judged ? judged.problem : '', problem);
    });
  }

  test('comes of a directive with the commands, the script and what it may not do', () => {
    const facts = { session: 's', run: 'r1', repository: 'root', branch: 'b', base: 'c' };
    const directive = renderScriptDirective({ ...facts, flow, file, text: byCode });
    assert.deepEqual(lintDirective(directive).problems, []);
    assert.match(
      directive,
      /- `npm run build`\n- `node tools\/stamp\.mjs --in=<path>`\n- `PATH` differed, and was `dist\/main\.js` last/u,
    );
    assert.ok(directive.includes(byCode.trimEnd()));
    assert.match(directive, /it writes, deletes, installs and sends nothing that these commands do not/u);
  });
});
