import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Location, WorkspaceEdit } from 'vscode-languageserver';
import { definition, references } from '../../../src/languageServer/definition.ts';
import { prepareRename, rename } from '../../../src/languageServer/rename.ts';
import { inTask, marked } from './marked.ts';
import type { Marked } from './marked.ts';

/** The lines that locations point at. */
function lines({ document }: Marked, locations: readonly Location[]): readonly string[] {
  return locations.map(({ range }) => document.getText().split('\n')[range.start.line]?.trim() ?? '');
}

function applied({ document }: Marked, edit: WorkspaceEdit | undefined): string {
  return TextDocument.applyEdits(document, edit?.changes?.[document.uri] ?? []);
}

const provider = `waveplan: 1
title: First
waves:
  - id: one
    title: One
    tasks:
      - id: p
        title: P
        interfaces: {provides: ["make▮Pack(name)"]}
`;
const consumer = provider
  .replace('▮', '')
  .replace('provides', 'consumes')
  .replace('id: p', 'id: q')
  .replace('makePack', 'make▮Pack');

describe('definition', () => {
  test('leads from a dependency, an agent, a team and a finding to where they are declared', () => {
    for (const [text, line] of [
      ['dependsOn: [▮a]', '- id: a'],
      ['agent: read▮er', 'reader: {driver: command, argv: [my-agent], mode: read-only}'],
      ['team: ▮core', 'core: {lead: a careful engineer}'],
      ['findings: [F▮-1]', '- {id: F-1, severity: high, file: src/a.js, line: 3, title: The constant is missing}'],
    ] as const) {
      const place = inTask(text);
      assert.deepEqual(lines(place, definition(place.file, place.position)), [line]);
    }
  });

  test('of an interface may be in another plan', () => {
    const asked = marked(consumer, {}, 'file:///second.waveplan.yaml');
    const other = marked(provider, {}, 'file:///first.waveplan.yaml');
    assert.deepEqual(
      definition(asked.file, asked.position, [other.file]).map(({ uri }) => uri),
      ['file:///first.waveplan.yaml'],
    );
  });

  test('of what is no name leads nowhere', () => {
    const place = inTask('objective: It ▮is done.');
    assert.deepEqual(definition(place.file, place.position), []);
  });
});

describe('references', () => {
  test('are all places of the name, with or without its declaration', () => {
    const place = inTask('dependsOn: [a]\nagent: mi▮ne\nteam: core');
    assert.deepEqual(lines(place, references(place.file, place.position, [], true)), [
      'mine: {driver: command, argv: [my-agent]}',
      'agent: mine',
    ]);
    assert.deepEqual(lines(place, references(place.file, place.position, [], false)), ['agent: mine']);
  });

  test('do not mix plans that each declare the name', () => {
    const place = inTask('dependsOn: [▮a]');
    const other = marked(place.document.getText().replace('title: Extend', 'title: ▮Extend'), {}, 'file:///o.yaml');
    assert.ok(
      references(place.file, place.position, [other.file], true).every(({ uri }) => uri === place.document.uri),
    );
  });
});

describe('rename', () => {
  test('changes the name wherever it is meant, and nothing else', () => {
    const place = inTask('dependsOn: ["▮a"] # needs a\nobjective: a is extended.');
    const text = applied(place, rename(place.file, place.position, 'base'));
    assert.equal(
      text,
      place.document.getText().replace('- id: a\n', '- id: base\n').replace('dependsOn: ["a"]', 'dependsOn: ["base"]'),
    );
  });

  test('of an agent changes its key and its uses', () => {
    const place = inTask('agent: mi▮ne');
    const text = applied(place, rename(place.file, place.position, 'coder'));
    assert.match(text, /^ {2}coder: \{driver/m);
    assert.match(text, /agent: coder$/m);
  });

  test('reaches the plans that use what this one provides', () => {
    const asked = marked(provider, {}, 'file:///first.waveplan.yaml');
    const other = marked(consumer, {}, 'file:///second.waveplan.yaml');
    const edit = rename(asked.file, asked.position, 'makeBag("x")', [other.file]);
    assert.deepEqual(Object.keys(edit?.changes ?? {}), [asked.document.uri, other.document.uri]);
    assert.match(applied(other, edit), /consumes: \["makeBag\(\\"x\\"\)"\]/);
  });

  test('shows what it is about, and refuses what cannot be an id or is taken', () => {
    const place = inTask('agent: mi▮ne');
    assert.equal(prepareRename(place.file, place.position)?.placeholder, 'mine');
    assert.throws(() => rename(place.file, place.position, 'a b'), /cannot be an id/);
    assert.throws(() => rename(place.file, place.position, 'reader'), /Another agent is called "reader"/);
  });
});
