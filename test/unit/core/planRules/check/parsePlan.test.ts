import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parsePlan } from '../../../../../src/core/planRules/check/parsePlan.ts';
import { longestAnswer, measured } from '../../../../support/processorTime.ts';
import { blockPlan, flowPlan } from '../examplePlans.ts';

/** Problems as people see them: the words they are about, and the code. */
function seen(source: string): readonly string[] {
  return parsePlan(source).problems.map(({ start, end, code }) => `${source.slice(start, end)}: ${code}`);
}

describe('a plan', () => {
  test('of a few lines is complete, with defaults for the rest', () => {
    const { plan, problems } = parsePlan(blockPlan);
    assert.deepEqual(problems, []);
    assert.equal(plan?.waves[0]?.tasks[0]?.risk, 'medium');
    assert.equal(plan?.agents['codemod']?.limits.minutes, 30);
    assert.equal(plan?.git.branchPrefix, 'wavegate');
    assert.deepEqual(plan?.checkpoint.spotCheck, { sample: 12 });
  });

  test('reads the same with a byte order mark, Windows line ends or in flow style', () => {
    const plain = parsePlan(blockPlan).plan;
    assert.deepEqual(parsePlan(`\uFEFF${blockPlan}`).plan, plain);
    assert.deepEqual(parsePlan(blockPlan.replaceAll('\n', '\r\n')).plan, plain);
    assert.deepEqual(parsePlan(flowPlan).problems, []);
  });

  test('calls no task what a run calls sessions of its own in every wave', () => {
    for (const name of ['merge', 'Check', 'commit'])
      assert.ok(seen(blockPlan.replace('- id: b\n', `- id: ${name}\n`)).includes(`${name}: reserved-id`), name);
  });

  test('may use anchors, aliases and merge keys', () => {
    const source = blockPlan
      .replace('steps: [Open it, Change it,\n          Save it]', 'steps: &steps [Open it, Change it, Save it]')
      .replace(
        'objective: The library is used.\n        steps: [Open it, Change it, Save it]',
        '<<: {objective: The library is used.}\n        steps: *steps',
      );
    const { plan, problems } = parsePlan(source);
    assert.deepEqual(problems, []);
    assert.deepEqual(plan?.waves[1]?.tasks[0]?.steps, ['Open it', 'Change it', 'Save it']);
    assert.equal(plan.waves[1].tasks[0].objective, 'The library is used.');
  });

  test('is still there when a rule refuses it, so that it can be shown', () => {
    const { plan, problems } = parsePlan(blockPlan.replace('- src/b.js', '- lib/b.js'));
    assert.ok(plan);
    assert.ok(problems.some(({ code, message }) => code === 'ownership-overlap' && message.includes('lib/b.js')));
  });
});

describe('a problem', () => {
  test('of an unknown key stands at the key and names the one that was meant', () => {
    const source = blockPlan.replace('objective: The library is used.', 'objektive: The library is used.');
    assert.deepEqual(seen(source), ['d: no-objective', 'objektive: unknown-key']);
    assert.match(parsePlan(source).problems[1]?.message ?? '', /Did you mean "objective"\?/);
  });

  test('says what YAML made of a text that it took for something else', () => {
    const messages = (text: string): string =>
      parsePlan(blockPlan.replace('title: Extend b', `title: ${text}`))
        .problems.map(({ message }) => message)
        .join();
    assert.match(messages('12'), /YAML reads it as the number 12. Put it in quotes/);
    assert.match(messages('true'), /YAML reads it as the boolean true/);
    assert.match(messages('{a: b}'), /YAML reads a mapping here/);
    assert.match(messages('[a b]'), /YAML reads a list here/);
    assert.match(messages(''), /has no value/);
    assert.match(messages("''"), /is empty/);
    const [quoted] = parsePlan(blockPlan.replace('waveplan: 1', "waveplan: '1'")).problems;
    assert.match(quoted?.message ?? '', /"waveplan" must be the number 1, and in quotes YAML reads it as text/);
  });

  for (const text of [
    '*.ts',
    '**/*.ts',
    '@scope/name',
    '!src/generated',
    '! grep TODO src',
    '&both',
    '%s in a name',
    '`code`',
    'Fix: the thing',
    '{a,b}.ts',
    '[a-z].ts',
    '"both" or one',
    "'both' or one",
    '>= 20',
    '007',
    '1.20',
    'true',
  ]) {
    test(`offers quotes for ${text}, which then is the text as it was written`, () => {
      const source = blockPlan.replace('title: Extend b', `title: ${text}`);
      const found = parsePlan(source).problems.filter(({ severity }) => severity === 'error');
      assert.equal(found.length, 1, JSON.stringify(found));
      const [{ message = '', start = 0, end = 0, suggestion = '' } = {}] = found;
      assert.match(message, /quotes/);
      const corrected = source.slice(0, start) + suggestion + source.slice(end);
      const { plan } = parsePlan(corrected);
      assert.equal(plan?.waves.flatMap(({ tasks }) => tasks)[1]?.title, text);
    });
  }

  test('in one line does not hide those in the rest of the file', () => {
    const source = blockPlan
      .replace('title: Foundation', 'title: [Foundation')
      .replace('title: Extend d', 'titel: Extend d');
    const found = seen(source);
    assert.ok(
      found.some((problem) => problem.endsWith('yaml-syntax')),
      String(found),
    );
    assert.ok(found.includes('titel: unknown-key'), String(found));
  });

  test('of the second of two equal ids points at the first', () => {
    const source = blockPlan.replace('- id: two', '- id: ONE');
    const [problem] = parsePlan(source).problems;
    assert.equal(problem?.code, 'duplicate-id');
    assert.deepEqual(
      problem.related?.map(({ start, end }) => source.slice(start, end)),
      ['one'],
    );
  });

  test('of a cycle names the whole cycle', () => {
    const source = blockPlan.replace('title: Extend b', 'title: Extend b\n        dependsOn: [d]');
    assert.match(
      parsePlan(source).problems.find(({ code }) => code === 'dependency-cycle')?.message ?? '',
      /"b" → "d" → "b"/,
    );
  });

  test('comes in the order of the file', () => {
    const { problems } = parsePlan(
      blockPlan.replace('title: Extend\n', 'titl: Extend\n').replace('id: two', 'id: one'),
    );
    assert.deepEqual(
      problems,
      [...problems].sort((a, b) => a.start - b.start),
    );
  });
});

describe('a text that is no plan', () => {
  const texts: Readonly<Record<string, string>> = {
    empty: '',
    'only a comment': '# nothing\n',
    null: 'null',
    'a list': '- a\n- b',
    'a word': 'plan',
    binary: '\u0000\u0001\u0002PNG',
    'two documents': `${blockPlan}---\n${blockPlan}`,
    'cut off in the middle': blockPlan.slice(0, blockPlan.indexOf('title: Extend b') + 4),
    'with tabs': 'waves:\n\t- id: one',
    'with complex keys': '? [a, b]\n: c\n? {d: e}\n: f',
    'with keys of JavaScript': '__proto__: {waveplan: 1}\nconstructor: x\ntoString: y',
    'with an unknown tag': 'title: !!python/object x',
    'with a cycle of aliases': 'a: &a [*a]',
    'with deep nesting': '['.repeat(20_000),
    'with deep indentation': '- '.repeat(20_000),
    'of 20 MB': 'a: b\n'.repeat(4_000_000),
  };
  for (const [what, text] of Object.entries(texts)) {
    test(`${what}: gives problems and no plan, at once`, () => {
      const { result, milliseconds } = measured(() => parsePlan(text));
      assert.equal(result.plan, undefined);
      assert.ok(result.problems.some(({ severity }) => severity === 'error'));
      assert.ok(milliseconds < longestAnswer, `${milliseconds} ms`);
    });
  }

  test('whose aliases multiply is cut short, and says so', () => {
    const levels = Array.from('bcdefghijklm', (name, index) => {
      const before = 'abcdefghijkl'[index] ?? '';
      return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`;
    });
    const source = ['a: &a [x, x, x, x, x, x, x, x, x]', ...levels].join('\n');
    assert.ok(parsePlan(source).problems.some(({ code }) => code === 'alias-limit'));
  });
});

test('any damage to a plan gives an answer, with every place inside the text', () => {
  const junk = fc.oneof(
    fc.constantFrom(
      '\t',
      '\r',
      '\n',
      '[',
      ']',
      '{',
      '}',
      ': ',
      '- ',
      '&a ',
      '*a',
      '<<: ',
      '|',
      '>',
      '"',
      "'",
      '#',
      '!!x ',
      '---\n',
      '\u2028',
      '😀',
    ),
    fc.string({ maxLength: 5 }),
  );
  const change = fc.record({ at: fc.nat(blockPlan.length), cut: fc.nat(30), put: junk });
  fc.assert(
    fc.property(
      fc.constantFrom(blockPlan, flowPlan),
      fc.array(change, { minLength: 1, maxLength: 6 }),
      (plan, changes) => {
        const text = changes.reduce<string>(
          (before, { at, cut, put }) => before.slice(0, at) + put + before.slice(at + cut),
          plan,
        );
        for (const { start, end, related = [] } of parsePlan(text).problems) {
          for (const span of [{ start, end }, ...related]) {
            assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length);
          }
        }
      },
    ),
    { numRuns: 200 },
  );
});
