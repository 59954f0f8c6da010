import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { adaptPlan } from '../../../../src/core/adapt/adaptPlan.ts';
import { deniedShellCommands } from '../../../../src/core/adapt/deniedCommands.ts';
import { freeId } from '../../../../src/core/adapt/strategy.ts';
import type { FileChange } from '../../../../src/core/model/repository.ts';
import { parsedPlan } from '../../../support/parsedPlan.ts';
import { rulePlan } from '../../../support/rulePlan.ts';

const source = rulePlan({ waves: [[{}, {}], [{ dependsOn: '[a]' }]] });
const change = (path: string, kind: FileChange['kind'] = 'modified'): FileChange => ({
  path,
  kind,
  additions: 1,
  deletions: 0,
});

function amended(strayed: readonly FileChange[], text = source, task = 'a') {
  return adaptPlan(text, { strategy: 'amend', wave: 'one', task, failing: [], strayed });
}

suite('files that an agent changed without owning them', () => {
  test('become its task’s where its lists are there and empty, or on lines of their own', () => {
    const empty = rulePlan({ waves: [[{ deletes: '[]' }, {}], [{ dependsOn: '[a]' }]] });
    const block = source.replace(
      '- {id: a, title: Task a, owns: [src/a.js],',
      '- {id: a, title: Task a, owns: [\n          src/a.js],',
    );
    for (const text of [empty, block, source.replaceAll('\n', '\r\n')]) {
      const result = amended([change('src/a.js', 'deleted'), change('lib/x.js')], text);
      assert.ok('source' in result, JSON.stringify(result));
      const [task] = parsedPlan(result.source).waves[0]?.tasks ?? [];
      assert.deepEqual([task?.owns, task?.deletes], [['src/a.js', 'lib/x.js'], ['src/a.js']]);
    }
  });

  test('that were deleted and are not owned become its task’s to own and to delete', () => {
    const result = amended([change('lib/old.js', 'deleted'), change('lib/x.js'), change('src/a.js', 'deleted')]);
    assert.ok('source' in result, JSON.stringify(result));
    assert.equal(result.summary, 'Lets task "a" change lib/x.js and delete lib/old.js, src/a.js, as its agent did.');
    const [task] = parsedPlan(result.source).waves[0]?.tasks ?? [];
    assert.deepEqual(
      [task?.owns, task?.deletes],
      [
        ['src/a.js', 'lib/x.js', 'lib/old.js'],
        ['lib/old.js', 'src/a.js'],
      ],
    );
  });

  test('become its task’s, those it deleted as well, and nothing else changes', () => {
    const result = amended([change('lib/x.js'), change('lib/new.js', 'added'), change('src/a.js', 'deleted')]);
    assert.ok('source' in result, JSON.stringify(result));
    assert.equal(result.summary, 'Lets task "a" change lib/x.js, lib/new.js and delete src/a.js, as its agent did.');
    const [before, after] = [parsedPlan(source), parsedPlan(result.source)];
    const [task] = after.waves[0]?.tasks ?? [];
    assert.deepEqual(task?.owns, ['src/a.js', 'lib/x.js', 'lib/new.js']);
    assert.deepEqual(task.deletes, ['src/a.js']);
    const rest = (plan: typeof before) => ({
      ...plan,
      waves: plan.waves.map((wave) => ({
        ...wave,
        tasks: wave.tasks.map((each) => ({ ...each, owns: [], deletes: [] })),
      })),
    });
    assert.deepEqual(rest(after), rest(before));
  });

  test('are none where it owned all of them', () => {
    assert.deepEqual(amended([change('src/a.js')]), {
      refused: 'Task "a" changed no file that it does not own. Choose another adaptation.',
    });
    assert.deepEqual(amended([]), {
      refused: 'Task "a" changed no file that it does not own. Choose another adaptation.',
    });
  });

  test('are not taken over where their name would be a pattern', () => {
    assert.deepEqual(amended([change('pages/[id].tsx')]), {
      refused: 'The name of pages/[id].tsx would read as a pattern in the plan. Edit the plan by hand.',
    });
  });

  test('are not taken from another task of the wave', () => {
    const result = amended([change('src/b.js')]);
    assert.match(
      'refused' in result ? result.refused : '',
      /^The plan cannot be changed this way by itself: "b" and "a" run at the same time and could both change src\/b\.js\..* Edit it by hand\.$/,
    );
  });

  test('are not put into a list that stands somewhere else', () => {
    const inherited = source
      .replace('owns: [src/a.js]', 'owns: &own [src/a.js]')
      .replace('owns: [src/c.js]', 'owns: *own');
    const result = adaptPlan(inherited, {
      strategy: 'amend',
      wave: 'two',
      task: 'c',
      failing: [],
      strayed: [change('lib/x.js')],
    });
    assert.deepEqual(result, {
      refused:
        'What task "c" owns is not written out where it would be edited (it comes from an alias, an anchor or a merge key). Edit the plan by hand.',
    });
  });
});

suite('a name that is free', () => {
  test('is the next one that nothing has, beyond case', () => {
    assert.equal(freeId('one', 'fix', []), 'one-fix');
    assert.equal(freeId('one', 'fix', ['ONE-FIX', 'one-fix-2']), 'one-fix-3');
    assert.equal(freeId('one.', 'fix', []), 'one-fix');
  });

  test('is an id, and taken by nothing, however long the other is', () => {
    const base = fc
      .stringMatching(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$/)
      .filter((text) => !text.includes('..'));
    fc.assert(
      fc.property(base, fc.nat({ max: 12 }), (id, count) => {
        const taken: string[] = [];
        for (let round = 0; round <= count; round += 1) taken.push(freeId(id, 'fix', taken));
        assert.equal(new Set(taken.map((each) => each.toLowerCase())).size, taken.length);
        for (const each of taken) assert.match(each, /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$/);
      }),
    );
  });
});

test('commands of a shell that an agent was denied are told apart from its other requests', () => {
  assert.deepEqual(
    deniedShellCommands([
      'Bash npm install',
      'Shell  make x ',
      'run_shell_command a\nb',
      'Write src/a.js',
      'Bash',
      'BashX y',
      '',
    ]),
    ['npm install', 'make x', 'a\nb'],
  );
});
