import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  commandOfScript,
  flowScript,
  latestArguments,
  scriptFileOf,
  scriptSentence,
} from '../../../../src/core/flows/script.ts';
import { splitCommand } from '../../../../src/core/command/splitCommand.ts';
import { flowLike, flowStep } from '../../../support/flowLike.ts';

const file = 'scripts/build-stamp.mjs';
/** The lines of a script between its usage and its helpers: one for each command. */
const calls = (text: string): readonly string[] => text.split('\n').filter((line) => /^(?:run|shell)\(/u.test(line));

describe('a script that code writes of a flow', () => {
  test('says what it is, how it is called, and runs the commands in their order', () => {
    const text = flowScript(flowLike(), file);
    assert.equal(
      text.split('\n/** Runs a program.')[0],
      `#!/usr/bin/env node
// Commands that agents ran 3 times in 2 runs, written by \`wavegate flows\`. Ends with the first that fails.
//   node scripts/build-stamp.mjs PATH
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const [path] = process.argv.slice(2);
if (process.argv.length !== 3) {
  console.error('Usage: node scripts/build-stamp.mjs PATH');
  process.exit(2);
}

run(['npm', 'run', 'build']);
run(['node', 'tools/stamp.mjs', '--in=' + path]);
`,
    );
  });

  test('takes no argument where nothing differed, and says so of one run', () => {
    const text = flowScript(flowLike({ steps: [flowStep(['make'])], parameters: [], runs: 1 }), file);
    assert.match(text, /\/\/ Commands that agents ran 3 times in one run,/u);
    assert.doesNotMatch(text, /argv\.slice/u);
    assert.match(text, /process\.argv\.length !== 2\)/u);
  });

  for (const [what, step, expected] of [
    ['a value that never differed', flowStep(['a', ['-', 'number']], { slots: ['5'] }), "run(['a', '-5']);"],
    ['a folder', flowStep(['a'], { folder: 'web' }), "run(['a'], { folder: 'web' });"],
    ['a folder that differed', flowStep(['a'], { folder: ['', 'path'], slots: [0] }), "run(['a'], { folder: path });"],
    ['variables', flowStep(['a'], { variables: [['CI', '1']] }), "run(['a'], { env: { CI: '1' } });"],
    [
      'a variable that differed, and a folder',
      flowStep(['a'], { folder: 'w', variables: [['CI', ['', 'path']]], slots: [0] }),
      "run(['a'], { folder: 'w', env: { CI: path } });",
    ],
    [
      'a line for a shell',
      flowStep(['a', '|', ['', 'path']], { shell: true, slots: [0] }),
      "shell(['a', '|', quoted(path)]);",
    ],
    ['quotes and backslashes', flowStep([`it's "a\\b"`]), String.raw`run(['it\'s "a\\b"']);`],
    ['a line break', flowStep(['a\nb']), String.raw`run(['a\nb']);`],
  ] as const) {
    test(`has ${what} as it was`, () => {
      assert.deepEqual(calls(flowScript(flowLike({ steps: [step] }), file)), [expected]);
    });
  }

  test('can quote for a shell only where a command needs one, and says so at its top', () => {
    const plain = flowScript(flowLike(), file);
    const shell = flowScript(flowLike({ steps: [flowStep(['a', '|', 'b'], { shell: true })] }), file);
    assert.doesNotMatch(plain, /function (?:shell|quoted)\(/u);
    assert.match(shell, /function shell\([^]*function quoted\(/u);
    assert.match(shell, /needs the kind of shell that the agents had\./u);
  });

  for (const [place, up] of [
    ['a.mjs', './'],
    ['scripts/a.mjs', '../'],
    ['tools/deep/a.mjs', '../../'],
  ] as const) {
    test(`finds the root from ${place}`, () => {
      assert.ok(flowScript(flowLike(), place).includes(`new URL('${up}', import.meta.url)`));
    });
  }

  test('lies beside others unless another place is named', () => {
    assert.equal(scriptFileOf('build-stamp'), 'scripts/build-stamp.mjs');
  });

  test('is tried with the arguments of its latest use', () => {
    assert.deepEqual(latestArguments(flowLike()), ['dist/main.js']);
  });
});

describe('the command line of a script', () => {
  for (const [words, expected] of [
    [[], 'node a.mjs'],
    [['x', 'a/b.js', '@s/p', 'k=v'], 'node a.mjs x a/b.js @s/p k=v'],
    [['two words'], "node a.mjs 'two words'"],
    [[''], "node a.mjs ''"],
    [['$HOME `x`'], "node a.mjs '$HOME `x`'"],
    [[`it's "$x" \`y\` \\`], 'node a.mjs "it\'s \\"\\$x\\" \\`y\\` \\\\"'],
  ] as const) {
    test(expected, () => assert.equal(commandOfScript('a.mjs', words), expected));
  }

  test('gives a program the words that it was made of, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        const split = splitCommand(commandOfScript('a.mjs', words));
        if ('problem' in split) return;
        assert.deepEqual(split.args, ['a.mjs', ...words]);
      }),
    );
  });
});

test('agents are told of a script in a sentence with its commands, which end no code span', () => {
  assert.equal(
    scriptSentence(flowLike(), file),
    'Run `node scripts/build-stamp.mjs PATH` instead of `npm run build` and `node tools/stamp.mjs --in=<path>` one by one: it runs them in this order and ends with the first that fails.',
  );
  const odd = flowLike({ steps: [flowStep(['a']), flowStep(['b']), flowStep(['echo', '`date`'])], parameters: [] });
  assert.match(scriptSentence(odd, file), /instead of `a`, `b` and `echo 'date'` one by one/u);
});
