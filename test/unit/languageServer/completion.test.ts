import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { completion } from '../../../src/languageServer/completion.ts';
import { inTask, marked } from './marked.ts';

type Marked = ReturnType<typeof marked>;

function labels({ file, position }: Marked): readonly string[] {
  return [...completion(file, position)]
    .sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1))
    .map(({ label }) => label);
}

describe('completion of keys', () => {
  test('offers those of the plan in an empty file, the required ones first', () => {
    assert.deepEqual(labels(marked('▮')).slice(0, 3), ['waveplan', 'title', 'goal']);
  });

  test('offers those a task does not have yet', () => {
    for (const lines of ['▮', 'ob▮', 'owns: [x]\n▮\nsteps: [a]']) {
      const offered = labels(inTask(lines));
      assert.equal(offered.includes('objective'), true, lines);
      assert.equal(offered.includes('title'), false, lines);
      assert.equal(offered.includes('waves'), false, lines);
    }
  });

  test('offers what belongs where the cursor is: in flow mappings, in records, in new entries', () => {
    assert.deepEqual(labels(inTask('interfaces: {▮}')), ['provides', 'consumes']);
    assert.deepEqual(labels(inTask('interfaces: {provides: [x], co▮}')), ['consumes']);
    assert.ok(labels(marked('agents:\n  mine:\n    dri▮')).includes('driver'));
    assert.ok(labels(marked('waves:\n  - ▮')).includes('tasks'));
    assert.ok(labels(marked('audit:\n  lenses:\n    - id: x\n      ▮')).includes('focus'));
    assert.ok(labels(marked('gates:\n  ▮')).includes('spot-check'));
  });

  test('offers the teams of the plan that have no budget yet', () => {
    const teams = 'teams:\n  core: { lead: A }\n  edge: { lead: B }\n';
    assert.deepEqual(labels(marked(`${teams}budget:\n  teams:\n    core: { usd: 1 }\n    ▮`)), ['edge']);
  });

  test('writes what follows the key too', () => {
    const { file, position } = inTask('ow▮');
    const owns = completion(file, position).find(({ label }) => label === 'owns');
    assert.deepEqual(owns?.textEdit, {
      range: { start: { line: position.line, character: position.character - 2 }, end: position },
      newText: 'owns: [$0]',
    });
    assert.match(JSON.stringify(owns.documentation), /may create or change/);
  });
});

describe('a key is completed where it was begun', () => {
  test('in place of the letters that are there, so that “bu” does not become “bubudget:”', () => {
    const { file, position } = marked('waveplan: 1\ntitle: Extend\nbu▮');
    const budget = completion(file, position).find(({ label }) => label === 'budget');
    const edit = budget?.textEdit;
    assert.ok(edit !== undefined && 'range' in edit);
    assert.deepEqual(edit.range, { start: { line: 2, character: 0 }, end: { line: 2, character: 2 } });
    assert.match(edit.newText, /^budget:/);
  });

  test('and the editor takes keys, ids and paths for words, and no dash, dot or bracket', () => {
    const file = path.join(import.meta.dirname, '../../../syntaxes/waveplan.language-configuration.json');
    const { wordPattern } = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly wordPattern: { readonly pattern: string; readonly flags: string };
    };
    const words = 'budget: {minutes: 5}\n  - id: add-logger.v2 # Größe … -- . {'.match(
      new RegExp(wordPattern.pattern, `g${wordPattern.flags}`),
    );
    assert.deepEqual(words, ['budget', 'minutes', '5', 'id', 'add-logger.v2', 'Größe']);
  });
});

describe('completion of values', () => {
  test('offers the words of the format', () => {
    assert.deepEqual(labels(inTask('risk: ▮')), ['low', 'medium', 'high']);
    assert.deepEqual(labels(inTask('recipe: i▮')), ['fix', 'implement', 'migrate', 'tdd']);
    assert.deepEqual(labels(marked('ship:\n  pr: ▮')), ['true', 'false']);
  });

  test('offers the agents that are installed first, and says so', () => {
    const { file, position } = marked('agents:\n  mine:\n    driver: ▮', { agents: ['codex', 'qwen'] });
    const offered = [...completion(file, position)].sort((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1));
    assert.deepEqual(
      offered.slice(0, 3).map(({ label, detail }) => [label, detail]),
      [
        ['codex', 'installed'],
        ['qwen', 'installed'],
        ['command', 'any program'],
      ],
    );
    assert.equal(offered.find(({ label }) => label === 'claude')?.detail, 'not on the PATH');
  });

  test('offers names that the plan declares', () => {
    assert.deepEqual(labels(inTask('agent: ▮')), ['mine', 'reader']);
    assert.deepEqual(labels(inTask('team: c▮')), ['core']);
    assert.deepEqual(labels(inTask('findings: [▮]')), ['F-1']);
    const task = 'waves:\n  - id: one\n    tasks:\n      - id: a\n        acceptance: [{id: AC-1, text: It adds}]\n';
    assert.deepEqual(labels(marked(`findings:\n  - id: F-1\n    criteria: [▮]\n${task}`)), ['AC-1']);
  });

  test('offers the tasks of earlier waves as dependencies, in every style', () => {
    for (const lines of ['dependsOn: [▮]', 'dependsOn: [a, ▮]', 'dependsOn:\n  - ▮', 'dependsOn:\n  - a\n  - x▮']) {
      assert.deepEqual(labels(inTask(lines)), ['a'], lines);
    }
  });

  test('offers nothing where anything may be written', () => {
    assert.deepEqual(labels(inTask('objective: Say ▮')), []);
    assert.deepEqual(labels(marked('# about ▮')), []);
  });
});

test('completion answers at every place of a broken plan', () => {
  const { document, file } = inTask('dependsOn: [a\nrisk: {low\n- x: &y *y▮');
  fc.assert(
    fc.property(fc.nat(document.getText().length), (offset) => {
      assert.ok(Array.isArray(completion(file, document.positionAt(offset))));
    }),
  );
});
