import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parsePlan } from '../../../../../src/core/planRules/check/parsePlan.ts';
import { idFrom } from '../../../../../src/core/planText/document/impliedNames.ts';
import { planOutline } from '../../../../../src/core/planText/document/outline.ts';
import { openPlan } from '../../../../../src/core/planText/document/planDocument.ts';

const head = ['waveplan: 1', 'title: Round amounts to whole cents', 'agents: { mine: { driver: claude } }', 'waves:'];
const small = [...head, '  - tasks:', '      - title: Round in the totals', '        owns: [src/totals.js]'];

const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

const codes = (source: string): readonly string[] => parsePlan(source).problems.map(({ code }) => code);

describe('a plan that leaves names out', () => {
  test('of one task has an id, a wave and an objective from its titles', () => {
    const { plan } = parsePlan(text(small));
    const [wave] = plan?.waves ?? [];
    const [task] = wave?.tasks ?? [];
    assert.deepEqual(
      [wave?.id, wave?.title, task?.id, task?.objective],
      ['round-amounts-to-whole-cents', 'Round amounts to whole cents', 'round-in-the-totals', 'Round in the totals'],
    );
  });

  test('is read the same in flow style', () => {
    const flow = `${head.slice(0, 3).join('\n')}\nwaves: [{ tasks: [{ title: Round in the totals, owns: [src/totals.js] }] }]\n`;
    assert.deepEqual(parsePlan(flow).plan, parsePlan(text(small)).plan);
  });

  test('of several tasks says what is true when each of them is done', () => {
    const second = ['      - title: Round in the invoice', '        owns: [src/invoice.js]'];
    assert.equal(codes(text([...small, ...second])).filter((code) => code === 'no-objective').length, 2);
  });

  test('of several waves names each of them', () => {
    const second = ['  - tasks:', '      - title: Round in the invoice', '        owns: [src/invoice.js]'];
    assert.ok(codes(text([...small, ...second])).includes('missing-key'));
  });

  test('keeps what is written', () => {
    const named = text(small).replace('- title: Round in', '- id: mine\n        title: Round in');
    assert.equal(parsePlan(named).plan?.waves[0]?.tasks[0]?.id, 'mine');
  });

  test('does not give two tasks of one title one id without a word', () => {
    const twice = ['      - title: Round in the totals', '        owns: [src/invoice.js]'];
    assert.ok(codes(text([...small, ...twice])).includes('duplicate-id'));
  });

  test('shows its wave and its task in the outline, where their titles are', () => {
    const document = openPlan(text(small));
    const waves = planOutline(document).filter(({ kind }) => kind === 'wave');
    const [task] = waves.flatMap(({ children }) => children);
    assert.equal(task?.id, 'round-in-the-totals');
    assert.equal(document.source.slice(task.idSpan.start, task.idSpan.end), 'Round in the totals');
  });

  test('needs an id where the title gives none', () => {
    assert.ok(codes(text(small).replace('Round in the totals', '四捨五入')).includes('missing-key'));
  });
});

test('an id from any title is one that branch names take', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (title) => {
      const id = idFrom(title);
      assert.ok(id === undefined || (/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(id) && id.length <= 40));
    }),
  );
});
