import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { askedFacts } from '../../../src/core/planRules/check/askedFacts.ts';
import { completion } from '../../../src/languageServer/completion.ts';
import { hover } from '../../../src/languageServer/hover.ts';
import { inTask, marked } from './marked.ts';
import type { Marked } from './marked.ts';

const specs = {
  'docs/spec.md':
    '# Users\n\n## Log in\n\n- **AC-1**: A wrong *password* is refused.\n- AC-2: Three tries.\n\n## List\n\n- AC-9: All.\n',
  'docs/other.md': '# Other\n\n- AC-5: Elsewhere.\n',
};
const files = ['src/a.js', 'test/login.test.js', 'test/unit/list.test.js'];

/** The cursor in a task of a plan with a specification. */
function at(lines: string): Marked {
  const text = inTask(lines).document.getText().replace('title: Extend\n', 'title: Extend\nspec: docs/spec.md\n');
  const { document, position } = inTask(lines);
  const line = position.line + 1;
  const offset = TextDocument.create('file:///x', 'waveplan', 1, text).offsetAt({ ...position, line });
  assert.ok(document);
  return marked(`${text.slice(0, offset)}▮${text.slice(offset)}`, { specs, files });
}

/** The text once a completion is taken. */
function taken(place: Marked, label: string): string {
  const item = completion(place.file, place.position).find((each) => each.label === label);
  assert.ok(item?.textEdit !== undefined && 'range' in item.textEdit, label);
  return TextDocument.applyEdits(TextDocument.create('', '', 1, place.document.getText()), [item.textEdit]);
}

const labels = ({ file, position }: Marked): readonly string[] => completion(file, position).map(({ label }) => label);

function shown({ file, position }: Marked): string {
  return (hover(file, position)?.contents as { readonly value: string } | undefined)?.value ?? '';
}

describe('sections that a task cites', () => {
  test('are offered, those of the specification of the plan first', () => {
    for (const lines of ['spec: [▮]', 'spec: ["#lo▮"]', "spec: ['▮']", 'spec:\n  - ▮', 'spec: ["#list", ▮]']) {
      assert.deepEqual(labels(at(lines)), ['#users', '#log-in', '#list', 'docs/other.md#other'], lines);
    }
  });

  test('take the place of all that is written, in quotes, so that YAML sees no comment', () => {
    for (const lines of ['spec: [▮]', 'spec: ["#▮"]', "spec: ['#lo▮g']", 'spec: ["▮"]', 'spec: [docs/spec.md#lo▮]']) {
      assert.match(taken(at(lines), '#log-in'), /^ {8}spec: \["#log-in"\]$/m, lines);
    }
    assert.match(taken(at('spec:\n  - ▮'), 'docs/other.md#other'), /^ {10}- "docs\/other\.md#other"$/m);
  });

  test('are shown when pointed at, with the file they are in', () => {
    assert.match(shown(at('spec: ["#log▮-in"]')), /^\*\*docs\/spec\.md\*\*\n\n[\s\S]*## Log in[\s\S]*Three tries/);
    assert.match(shown(at('spec: ["docs/other.md#ot▮her"]')), /Elsewhere/);
  });

  test('that are not there show what the key means', () => {
    assert.match(shown(at('spec: ["#no▮ne"]')), /^\*\*spec\*\*/);
  });

  test('are looked up as soon as the plan names its specification, before a task cites one', () => {
    assert.deepEqual(askedFacts(at('objective: ▮x').file.plan).specs, ['docs/spec.md']);
  });
});

describe('acceptance criteria', () => {
  test('are offered from the sections that the task cites, without those that are written', () => {
    assert.deepEqual(labels(at('spec: ["#log-in"]\nacceptance:\n  - id: ▮')), ['AC-1', 'AC-2']);
    assert.deepEqual(labels(at('spec: ["#log-in"]\nacceptance:\n  - {id: AC-1}\n  - {id: A▮}')), ['AC-2']);
    assert.deepEqual(labels(at('acceptance:\n  - id: ▮')), []);
  });

  test('are offered to a finding of the plan, with those that only a cited section has', () => {
    const finding = '{id: F-1, severity: high, file: src/a.js, line: 3, title: Missing, criteria: [▮]}';
    const { document } = at('spec: ["#log-in"]\nacceptance:\n  - {id: AC-1, text: Own words}\nobjective: x▮');
    const text = document.getText().replace(/\{id: F-1.*\}/, finding);
    assert.deepEqual(labels(marked(text, { specs, files })), ['AC-1', 'AC-2']);
    assert.deepEqual(labels(marked(text, { files })), ['AC-1'], 'without the file of the specification');
  });

  test('take the place of the whole id', () => {
    assert.match(taken(at('spec: ["#log-in"]\nacceptance:\n  - id: AC-▮'), 'AC-2'), /- id: AC-2$/m);
  });

  test('show the words of the specification, where the plan has none of its own', () => {
    assert.equal(
      shown(at('spec: ["#log-in"]\nacceptance:\n  - id: AC▮-1')),
      '**AC-1**\n\nCriterion of "b"\n\nIn the specification: A wrong \\*password\\* is refused.',
    );
    assert.match(shown(at('acceptance:\n  - {id: AC▮-1, text: Own words}')), /Criterion of "b": Own words$/);
  });
});

describe('tests of a criterion', () => {
  test('are offered as files of the repository, a folder at a time', () => {
    assert.deepEqual(labels(at('acceptance:\n  - {id: A, tests: [test/▮]}')), ['test/login.test.js', 'test/unit/']);
    assert.deepEqual(labels(at('acceptance:\n  - id: A\n    tests:\n      - test/unit/▮')), ['test/unit/list.test.js']);
  });

  test('show whether they are files of the repository or names', () => {
    assert.match(shown(at('acceptance:\n  - {id: A, tests: [test/lo▮gin.test.js]}')), /A file of the repository/);
    assert.match(
      shown(at('acceptance:\n  - {id: A, tests: [refuses▮ it]}')),
      /No file of the repository: the name of a test/,
    );
  });
});

test('the specification of the plan is offered as a file', () => {
  assert.deepEqual(labels(marked('title: x\nspec: te▮', { files })), ['src/', 'test/']);
});
