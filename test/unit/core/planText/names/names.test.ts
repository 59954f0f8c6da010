import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openPlan } from '../../../../../src/core/planText/document/planDocument.ts';
import { planOutline } from '../../../../../src/core/planText/document/outline.ts';
import type { OutlineEntry } from '../../../../../src/core/planText/document/outline.ts';
import { nameAt, namesOf, spanOfName } from '../../../../../src/core/planText/names/nameTable.ts';
import { placesOf } from '../../../../../src/core/planText/names/resolveNames.ts';

const source = `waveplan: 1
title: Names
agents:
  mine: {driver: claude}
teams:
  core: {lead: L, supervisor: {agent: mine}}
budget: {teams: {core: {usd: 1}}}
recipes:
  own: [{id: one, agent: mine}]
audit:
  lenses:
    - {id: logs, agent: mine, focus: Logs}
findings:
  - {id: F-1, severity: high, file: a, line: 1, title: Bad, criteria: [AC-1]}
verifier: {agent: mine}
validators:
  - {agent: mine, disposition: D}
waves:
  - id: one
    title: One
    tasks:
      - id: a
        title: First
        agent: "mine"
        team: core
        recipe: own
        findings: [F-1]
        acceptance: [{id: AC-1}]
        interfaces: {provides: ["greet( name )"]}
  - id: two
    title: Two
    tasks:
      - title: Second task
        dependsOn: [a]
        interfaces: {consumes: ["greet(  name )"]}
`;
const document = openPlan(source);
const where = (kind: string, name: string): readonly string[] =>
  namesOf(document)
    .filter((use) => use.kind === kind && use.name === name)
    .map((use) => `${use.role} ${use.path.join('.')}`);

suite('names in a plan', () => {
  test('are found wherever they are given and used', () => {
    assert.deepEqual(where('agent', 'mine'), [
      'definition agents.mine',
      'reference teams.core.supervisor.agent',
      'reference recipes.own.0.agent',
      'reference audit.lenses.0.agent',
      'reference verifier.agent',
      'reference validators.0.agent',
      'reference waves.0.tasks.0.agent',
    ]);
    assert.deepEqual(where('team', 'core'), [
      'reference budget.teams.core',
      'definition teams.core',
      'reference waves.0.tasks.0.team',
    ]);
    assert.deepEqual(where('recipe', 'own'), ['definition recipes.own', 'reference waves.0.tasks.0.recipe']);
    assert.deepEqual(where('finding', 'F-1'), ['definition findings.0.id', 'reference waves.0.tasks.0.findings.0']);
    assert.deepEqual(where('criterion', 'AC-1'), [
      'reference findings.0.criteria.0',
      'definition waves.0.tasks.0.acceptance.0.id',
    ]);
    assert.deepEqual(where('task', 'a'), ['definition waves.0.tasks.0.id', 'reference waves.1.tasks.0.dependsOn.0']);
    assert.deepEqual(where('task', 'second-task'), ['definition waves.1.tasks.0.id'], 'an id that the title implies');
    assert.deepEqual(where('lens', 'logs'), ['definition audit.lenses.0.id']);
    assert.deepEqual(where('wave', 'two'), ['definition waves.1.id']);
  });

  test('are at the words that say them, without quotes', () => {
    const words = (kind: string, name: string): readonly (string | undefined)[] =>
      namesOf(document)
        .filter((use) => use.kind === kind && use.name === name)
        .map((use) => {
          const span = spanOfName(document, use);
          return span && source.slice(span.start, span.end);
        });
    assert.deepEqual(new Set(words('agent', 'mine')), new Set(['mine']));
    assert.deepEqual(words('task', 'second-task'), [undefined], 'a name that only the title implies stands nowhere');
    for (const use of namesOf(document)) {
      const span = spanOfName(document, use);
      if (span === undefined) continue;
      assert.equal(source.slice(span.start, span.end), use.name);
      assert.equal(nameAt(document, span.start)?.path.join('.'), use.path.join('.'));
    }
  });

  test('are none between the words, and none in a text that cannot be read', () => {
    assert.equal(nameAt(document, source.indexOf('title: Names') + 8), undefined);
    assert.equal(nameAt(document, source.length), undefined);
    assert.deepEqual(namesOf(openPlan('\u0000agents: {mine: {}}')), []);
    assert.deepEqual(namesOf(openPlan('')), []);
    assert.deepEqual(namesOf(openPlan('agents: [1]\nwaves: 3\nfindings: {a: b}\nteams: x\n')), []);
  });
});

suite('a name in several plans', () => {
  const file = (name: string, text: string) => ({ name, plan: openPlan(text) });
  const task = (text: string) => `waves: [{id: w, title: W, tasks: [${text}]}]\n`;
  const provider = file('provider', task('{id: a, title: A, interfaces: {provides: [greet]}}'));
  const consumer = file('consumer', task('{id: b, title: B, interfaces: {consumes: [greet]}}'));
  const other = file('other', task('{id: a, title: Other, interfaces: {provides: [greet]}}'));
  const found = (own: typeof provider, kind: string, others: readonly (typeof provider)[]): readonly string[] => {
    const use = namesOf(own.plan).find((each) => each.kind === kind);
    assert.ok(use);
    return placesOf(use, own, others).map((place) => `${place.file.name} ${place.use.role}`);
  };

  test('belongs to the plan that declares it', () => {
    assert.deepEqual(found(provider, 'interface', [consumer]), ['provider definition', 'consumer reference']);
    assert.deepEqual(found(consumer, 'interface', [provider]), ['consumer reference', 'provider definition']);
  });

  test('is another one in each plan that declares it', () => {
    assert.deepEqual(found(provider, 'task', [other]), ['provider definition']);
    assert.deepEqual(found(provider, 'interface', [other, consumer]), ['provider definition', 'consumer reference']);
  });

  test('that no plan declares is one in all of them', () => {
    assert.deepEqual(
      found(consumer, 'interface', [file('second', task('{id: c, title: C, interfaces: {consumes: [" greet"]}}'))])
        .length,
      1,
    );
    assert.deepEqual(found(consumer, 'interface', [consumer]).length, 2);
  });
});

suite('the outline of a plan', () => {
  const names = (entries: readonly OutlineEntry[]): readonly string[] =>
    entries.flatMap((entry) => [`${entry.kind} ${entry.id}`, ...names(entry.children).map((each) => `  ${each}`)]);

  test('holds agents, lenses, findings, and waves with their tasks', () => {
    assert.deepEqual(names(planOutline(document)), [
      'agent mine',
      'lens logs',
      'finding F-1',
      'wave one',
      '  task a',
      'wave two',
      '  task second-task',
    ]);
  });

  test('has spans that contain what they name, and their children', () => {
    const check = (entry: OutlineEntry): void => {
      const { span, idSpan, children } = entry;
      assert.ok(span.start <= idSpan.start && idSpan.end <= span.end, entry.id);
      for (const child of children) {
        assert.ok(span.start <= child.span.start && child.span.end <= span.end, child.id);
        check(child);
      }
    };
    for (const entry of planOutline(document)) check(entry);
    const second = planOutline(document).at(-1)?.children[0];
    assert.equal(source.slice(second?.idSpan.start, second?.idSpan.end), 'Second task');
  });

  test('is as much as can be made out of a text of any quality', () => {
    assert.deepEqual(planOutline(openPlan('\u0000')), []);
    assert.deepEqual(names(planOutline(openPlan('agents: {mine: }\nwaves:\n  - id: 12\n  - tasks: [x]\n  - {}\n'))), [
      'agent mine',
      'wave 12',
    ]);
  });
});
