import assert from 'node:assert/strict';
import path from 'node:path';
import { suite, test } from 'node:test';
import { parts, resultsTable, withPart } from '../../../scripts/agents/agentsPage.ts';
import { rowText, table } from '../../../scripts/bench/table.ts';
import { stages } from '../../../scripts/testing/stages.ts';
import { cacheFolder } from '../../../scripts/vscodeHost/cacheFolder.ts';
import { workbenchUrl } from '../../../scripts/vscodeHost/workbenchUrl.ts';

suite('the table of a bench', () => {
  const rows = [
    { what: 'open a plan', ours: 12.3456, peerOrLimit: { name: 'limit', value: 100 }, unit: 'ms' },
    { what: 'memory', ours: 1234.5, unit: 'MB' },
  ] as const;

  test('has its numbers below each other, to three digits, and no spaces at the ends of lines', () => {
    const lines = table(rows).split('\n');
    assert.match(lines[0] ?? '', /^what +ours +held against +ours \/ it +unit$/);
    assert.match(lines[2] ?? '', /^open a plan +12\.3 +100 +limit +0\.123 +ms$/);
    assert.match(lines[3] ?? '', /^memory +1235 +MB$|^memory +1234 +MB$/);
    for (const line of lines) assert.equal(line, line.trimEnd());
  });

  test('says a row by itself with what it is held against', () => {
    assert.equal(rowText(rows[0]), 'open a plan: 12.3 ms (limit: 100)');
    assert.match(rowText(rows[1]), /^memory: 123[45] MB$/);
  });
});

suite('a page of which a part is written by a script', () => {
  const page = `before\n<!-- ${parts.agents} -->\nold\n<!-- End of agents. -->\nafter\n`;

  test('keeps what people wrote around it, however often it is written', () => {
    const once = withPart(page, 'agents', 'new');
    assert.equal(once, `before\n<!-- ${parts.agents} -->\n\nnew\n\n<!-- End of agents. -->\nafter\n`);
    assert.equal(withPart(once, 'agents', 'new'), once);
  });

  test('is refused where its marks are lost or turned round', () => {
    for (const broken of ['', page.replace('<!-- End of agents. -->', ''), page.split('\n').reverse().join('\n')])
      assert.throws(() => withPart(broken, 'agents', 'new'), /docs\/agents\.md has lost the lines/);
  });

  test('says of each agent what was found, and nothing of what was not tried', () => {
    const found = resultsTable([
      { suite: 'claude 2', name: 'edits', result: 'passed' },
      { suite: 'codex 1', name: 'edits', result: 'failed' },
      { suite: 'codex 1', name: 'resumes', result: 'skipped' },
    ]);
    assert.deepEqual(found.split('\n'), [
      '| an agent | claude 2 | codex 1 |',
      '| --- | --- | --- |',
      '| edits | yes | **no** |',
      '| resumes | – | – |',
    ]);
  });
});

suite('where development keeps things', { skip: process.platform === 'win32' }, () => {
  test('is the folder that was chosen, else the one for caches, and never one relative to where a script runs', () => {
    assert.equal(cacheFolder({ WAVEGATE_DEV_CACHE: '/big/disk' }), '/big/disk');
    if (process.platform === 'linux') assert.equal(cacheFolder({ XDG_CACHE_HOME: '/caches' }), '/caches/wavegate-dev');
    for (const environment of [{}, { WAVEGATE_DEV_CACHE: '' }, { XDG_CACHE_HOME: 'relative' }])
      assert.ok(path.isAbsolute(cacheFolder(environment)));
  });
});

test('the address of a workbench holds folder, file and secret as they are', () => {
  const url = new URL(workbenchUrl({ port: 8_000, folder: 'C:\\my code', token: 'a&b', openFile: '/x/y z.yaml' }));
  assert.equal(url.searchParams.get('folder'), '/C:/my code');
  assert.equal(url.searchParams.get('tkn'), 'a&b');
  assert.deepEqual(JSON.parse(url.searchParams.get('payload') ?? ''), [
    ['openFile', 'vscode-remote://127.0.0.1:8000/x/y z.yaml'],
  ]);
  assert.equal(new URL(workbenchUrl({ port: 1, folder: '/a' })).searchParams.has('tkn'), false);
});

suite('the stages of npm test', () => {
  test('have names of their own, wait only for stages there are, and in no circle', () => {
    const names = stages.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const [at, { name, after = [] }] of stages.entries())
      for (const other of after)
        assert.ok(names.indexOf(other) >= 0 && names.indexOf(other) < at, `${name} after ${other}`);
  });

  test('run each folder of tests in one of them', () => {
    const folders = stages.flatMap(({ work }) => (work.kind === 'tests' ? work.folders : []));
    assert.equal(new Set(folders).size, folders.length);
    for (const folder of ['unit', 'contract', 'integration', 'adversarial', 'rules', 'documents', 'webview', 'editor'])
      assert.ok(folders.includes(folder), folder);
  });
});
