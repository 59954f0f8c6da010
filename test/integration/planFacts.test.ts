import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { placeFacts, planFacts } from '../../src/compose/planFacts.ts';
import { createPlanWorkspace } from '../../src/compose/planWorkspace.ts';
import { planServerArgv, RunningServer } from '../support/planServer.ts';
import { wholly } from '../support/wholly.ts';

const git = promisify(execFile);

describe('what the language server knows of a repository', () => {
  let folder = '';
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  };
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'wavegate-facts-'));
    await git('git', ['init', '-q', folder]);
    await write('.gitignore', 'dist/\n');
    await write('src/a.js', 'oldName(oldName);\nnotoldName();\n');
    await write('src/ü b.js', 'oldName\n');
    await write('dist/out.js', 'oldName\n');
    await write('gone.js', '');
    await write('other.waveplan.yaml', 'waveplan: 1\ntitle: Other\n');
    await git('git', ['-C', folder, 'add', '.']);
    await rm(path.join(folder, 'gone.js'));
    await write('new.js', '');
  });
  after(() => rm(folder, wholly));

  test('are linked folders that lead back into it, also when a run is to be started', async () => {
    await write('packages/a/index.js', '');
    await mkdir(path.join(folder, 'node_modules'), { recursive: true });
    await symlink(path.join(folder, 'packages', 'a'), path.join(folder, 'node_modules', 'a'), 'junction');
    const asked = { paths: [], firstCommit: false, open: false, links: ['node_modules'] };
    const { leadsBack } = await placeFacts(path.join(folder, 'mine.waveplan.yaml'), folder, asked);
    assert.deepEqual(leadsBack, { node_modules: ['a is packages/a'] });
    await rm(path.join(folder, 'node_modules'), { recursive: true });
    await rm(path.join(folder, 'packages'), { recursive: true });
  });

  test('are its files, followed or not, without those that are ignored or deleted', async () => {
    const { files } = await planFacts(path.join(folder, 'mine.waveplan.yaml'), {
      programs: [],
      names: [],
      owned: [],
      paths: [],
      firstCommit: false,
      open: false,
      links: [],
    });
    assert.deepEqual([...(files ?? [])].sort(), [
      '.gitignore',
      'new.js',
      'other.waveplan.yaml',
      'src/a.js',
      'src/ü b.js',
    ]);
  });

  test('are the uses of whole names, by file', async () => {
    const { occurrences } = await planFacts(path.join(folder, 'mine.waveplan.yaml'), {
      programs: [],
      names: ['oldName', 'constructor'],
      owned: [],
      paths: [],
      firstCommit: false,
      open: false,
      links: [],
    });
    assert.deepEqual(occurrences, { oldName: { 'src/a.js': 2, 'src/ü b.js': 1 }, constructor: {} });
  });

  test('are the programs that are not on PATH', async () => {
    const { missingPrograms } = await planFacts(path.join(folder, 'mine.waveplan.yaml'), {
      programs: ['git', 'no-such-program-here'],
      names: [],
      owned: [],
      paths: [],
      firstCommit: false,
      open: false,
      links: [],
    });
    assert.deepEqual(missingPrograms, ['no-such-program-here']);
  });

  test('are the other plans in it', async () => {
    const uri = pathToFileURL(path.join(folder, 'mine.waveplan.yaml')).href;
    const others = await createPlanWorkspace().otherPlans(uri);
    assert.deepEqual(
      others.map(({ text }) => text),
      ['waveplan: 1\ntitle: Other\n'],
    );
  });

  test('is nothing outside a repository, and nothing for a text that is not on disk', async () => {
    const { agents, ...facts } = await planFacts(path.join(os.tmpdir(), 'mine.waveplan.yaml'), {
      programs: [],
      names: ['x'],
      owned: [],
      paths: [],
      firstCommit: false,
      open: false,
      links: [],
    });
    assert.deepEqual(facts, { missingPrograms: [] });
    assert.ok(agents !== undefined, 'which agents are installed is known everywhere');
    assert.deepEqual(
      await createPlanWorkspace().facts('untitled:Untitled-1', {
        programs: [],
        names: [],
        owned: [],
        paths: [],
        firstCommit: false,
        open: false,
        links: [],
      }),
      {},
    );
  });

  test('reaches the editor as problems of the plan, and settings change how they are shown', async () => {
    const server = new RunningServer(planServerArgv, {
      wavegate: { rules: { 'program-not-found': 'error', 'no-agent': 'off' } },
    });
    try {
      await server.initialize();
      const uri = pathToFileURL(path.join(folder, 'mine.waveplan.yaml')).href;
      const task =
        '{id: a, title: A, owns: [src/a.js], reads: [src/none.js], objective: o, steps: [a, b, c], verify: [no-such-program-here x]}';
      const text = `waveplan: 1\ntitle: T\nwaves:\n  - id: w\n    title: W\n    tasks: [${task}]\n`;
      await server.open(uri, 'waveplan', text);
      for (;;) {
        const found = await server.diagnostics(uri);
        const seen = found.map(({ code, severity }) => `${String(code)} ${severity}`);
        if (!seen.includes('missing-file 2') || !seen.includes('program-not-found 1')) continue;
        assert.ok(!seen.some((code) => code.startsWith('no-agent')));
        break;
      }
      await server.stop();
    } finally {
      server.dispose();
    }
  });
});
