import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { WorkspaceFacts } from '../../../../src/core/planRules/workspaceFacts.ts';
import { correctTogether } from '../../../../src/core/planFixes/correctTogether.ts';
import { applyEdits } from '../../../../src/core/planText/edit/editableText.ts';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { sameRepository } from '../../../../src/core/plan/repositoryAddress.ts';

interface Written {
  readonly head?: string;
  readonly owns?: string;
  readonly deletes?: string;
  readonly reads?: string;
  readonly verify?: string;
  readonly test?: string;
}

function plan({
  head = '',
  owns = '[a]',
  deletes = '[]',
  reads = '[]',
  verify = '[]',
  test = 'npm test',
}: Written): string {
  return `waveplan: 1
title: Example
${head}agents: { mine: { driver: command, argv: [my-agent] } }
checkpoint: { test: ${test} }
waves:
  - id: one
    title: Wave one
    tasks:
      - id: a
        title: Task a
        owns: ${owns}
        deletes: ${deletes}
        reads: ${reads}
        objective: It is done.
        steps: [Open the file, Add the constant, Save the file]
        verify: ${verify}
`;
}

const app: WorkspaceFacts = {
  planFile: 'packages/app/p.waveplan.yaml',
  files: ['package.json', 'lib/b.js', 'packages/app/package.json', 'packages/app/src/a.js', 'packages/app/lib/b.js'],
  present: ['packages/app/.env', 'packages/app/check.sh', 'tools/run.sh', 'packages/app/tools/run.sh'],
  scripts: { root: ['lint'], plan: ['test', 'lint', 'e2e'] },
};

const corrections = (written: Written, facts: WorkspaceFacts = app): readonly (string | undefined)[] =>
  parsePlan(plan({ owns: '[lib/b.js]', test: 'npm run lint', ...written }), facts)
    .problems.filter(({ code }) => code === 'relative-to-plan')
    .map(({ suggestion }) => suggestion);

suite('a plan in a folder of its repository', () => {
  test('says which paths were meant from there', () => {
    assert.deepEqual(corrections({ owns: '[src/a.js]' }), ['packages/app/src/a.js']);
    assert.deepEqual(corrections({ owns: '["./src/**"]' }), ['packages/app/src/**']);
    assert.deepEqual(corrections({ owns: '[src/new.js]' }), ['packages/app/src/new.js']);
    assert.deepEqual(corrections({ reads: '[src/a.js]' }), ['packages/app/src/a.js']);
    assert.deepEqual(corrections({ owns: '[src/a.js]', deletes: '[src/a.js]' }).length, 2);
    assert.deepEqual(corrections({ head: 'worktree: { copy: [.env] }\n' }), ['packages/app/.env']);
  });

  test('leaves alone what makes sense from the root, or from nowhere', () => {
    assert.deepEqual(corrections({ owns: '[lib/b.js]' }), []);
    assert.deepEqual(corrections({ owns: '[packages/app/src/a.js, packages/app/src/new/**]' }), []);
    assert.deepEqual(corrections({ owns: '[new.js, docs/new.md, "**/*.js"]' }), []);
    assert.deepEqual(corrections({ owns: '[src/a.js]' }, { ...app, planFile: 'p.waveplan.yaml' }), []);
    assert.deepEqual(corrections({ owns: '[src/a.js]' }, {}), []);
  });

  test('says which commands were meant from there', () => {
    assert.deepEqual(corrections({ test: 'npm test' }), ['npm --prefix packages/app test']);
    assert.deepEqual(corrections({ verify: '[pnpm run e2e]' }), ['pnpm --dir packages/app run e2e']);
    assert.deepEqual(corrections({ verify: '[./check.sh --all]' }), ['packages/app/check.sh --all']);
    assert.deepEqual(corrections({ head: 'worktree: { setup: [npm run e2e] }\n' }), [
      'npm --prefix packages/app run e2e',
    ]);
    assert.deepEqual(
      corrections({ verify: '[npm run lint, npm -w app test, npm run other, tools/run.sh, node -e 0, npm ci]' }),
      [],
    );
  });

  test('is corrected as a whole, with the quotes it has', () => {
    const source = plan({ owns: `['src/a.js', "src/b c.js"]`, deletes: '[src/a.js]', test: 'npm test' });
    const { problems } = parsePlan(source, app);
    const fix = correctTogether('relative-to-plan', problems, source);
    assert.match(fix?.title ?? '', /\(4\)$/);
    const corrected = applyEdits(source, fix?.edits ?? []);
    assert.match(corrected, /owns: \['packages\/app\/src\/a\.js', "packages\/app\/src\/b c\.js"\]/);
    assert.match(corrected, /deletes: \[packages\/app\/src\/a\.js\]/);
    assert.deepEqual(
      parsePlan(corrected, app).problems.filter(({ severity }) => severity === 'error'),
      [],
    );
  });
});

test('a folder of sparse worktrees that is not there is said, and one that is there is not', () => {
  const said = (sparse: string): readonly string[] =>
    parsePlan(plan({ head: `worktree: { sparse: ${sparse} }\n`, owns: '[lib/b.js]' }), app)
      .problems.filter(({ code }) => code === 'missing-file')
      .map(({ message }) => message.split(' ')[0] ?? '');
  assert.deepEqual(said('[packages/ap, "lib/*", ../other, /etc]'), ['packages/ap', 'lib/*', '../other', '/etc']);
  assert.deepEqual(said('[packages, packages/app/, ./lib, /lib, lib/b.js]'), []);
  assert.deepEqual([...said('[]'), ...said('inherit'), ...said('off')], []);
});

suite('no agent may touch the plan', () => {
  const owned = (written: Written): number =>
    parsePlan(plan(written), { planFile: 'plans/p.waveplan.yaml' }).problems.filter(
      ({ code, severity }) => code === 'owns-plan-file' && severity === 'error',
    ).length;

  test('whether a task names it, or plans in general', () => {
    assert.equal(owned({ owns: '[plans/p.waveplan.yaml]' }), 1);
    assert.equal(owned({ owns: '[./plans/p.waveplan.yaml]' }), 1);
    assert.equal(owned({ owns: '["plans/{p,q}.waveplan.yaml"]' }), 1);
    assert.equal(owned({ owns: '["plans/*.waveplan.yaml"]' }), 1);
    assert.equal(owned({ owns: '["**"]', deletes: '[plans/p.waveplan.yaml]' }), 1);
  });

  test('and wide globs leave it out by themselves', () => {
    assert.equal(owned({ owns: '["**"]', deletes: '["plans/**"]' }), 0);
    assert.equal(owned({ owns: '[plans/q.waveplan.yaml]' }), 0);
  });
});

test('a repository is the same in every spelling of its address, and another is not', () => {
  for (const other of [
    'https://example.org/team/shop.git',
    'https://me:secret@example.org/team/shop/',
    'ssh://git@example.org:22/team/shop.git',
    'git@example.org:team/shop.git',
    'git@EXAMPLE.org:/Team/Shop',
    'example.org/team/shop',
  ]) {
    assert.ok(sameRepository('https://example.org/team/shop', other), other);
  }
  for (const other of [
    'https://example.org/team/store',
    'git@example.net:team/shop.git',
    'https://example.org:8443/team/shop',
  ]) {
    assert.ok(!sameRepository('https://example.org/team/shop', other), other);
  }
  assert.ok(sameRepository('file:///srv/shop.git', '/srv/shop'));
  assert.ok(sameRepository('C:\\work\\shop', 'c:/work/shop/'));
});

suite('what belongs to Wavegate', () => {
  const refused = (written: Written): number =>
    parsePlan(plan(written), {}).problems.filter(
      ({ code, severity }) => code === 'owns-wavegate-file' && severity === 'error',
    ).length;

  test('is no work of a task, because no commit takes it in', () => {
    assert.equal(refused({ owns: '[.wavegate/approvers]' }), 1);
    assert.equal(refused({ owns: '[src/a.js, "./.wavegate/**"]' }), 1);
    assert.equal(refused({ owns: '["{docs,.wavegate}/*.md"]' }), 1);
    assert.equal(refused({ owns: '["**"]' }), 0);
    assert.equal(refused({ owns: '[.wavegaterc, docs/.wavegate.md]' }), 0);
  });
});

suite('a link among what a task owns', () => {
  const told = (owns: string): string =>
    parsePlan(plan({ owns }), { symlinks: { 'src/a.js': '../shared/a.js', lib: '/opt/lib' } })
      .problems.filter(({ code, severity }) => code === 'owns-link' && severity === 'warning')
      .map(({ message }) => message)
      .join();

  test('is pointed out with where it leads, for the file there is not owned', () => {
    assert.match(told('[src/a.js]'), /owns src\/a\.js, which is a link to \.\.\/shared\/a\.js/);
    assert.match(told('["./src/a.js"]'), /which is a link to \.\.\/shared/);
  });

  test('is pointed out where it is a folder that owned files lie behind', () => {
    assert.match(told('[lib/x/y.js]'), /lies behind lib, a link to \/opt\/lib/);
    assert.match(told('["lib/**/*.js"]'), /lies behind lib, a link to \/opt\/lib/);
  });

  test('says nothing of files beside it', () => {
    assert.equal(told('[src/a.jsx, library/a.js, "**/*.js", "src/*.js"]'), '');
  });
});

suite('a repository with submodules', () => {
  const owning = (owns: string): readonly string[] =>
    parsePlan(plan({ owns }), { ...app, submodules: ['vendor/lib'] })
      .problems.filter(({ code }) => code === 'file-in-submodule')
      .map(({ message }) => message);

  test('a plan whose task owns files inside of one is refused, with what to own instead', () => {
    for (const owns of ['[vendor/lib/src/a.js]', '["vendor/lib/**"]', '["vendor/lib/{src,test}/*.js"]'])
      assert.match(owning(owns).join(), /lies in the submodule vendor\/lib.*Own vendor\/lib, with/, owns);
  });

  test('a task may own the submodule itself, and whatever is beside it', () => {
    for (const owns of ['[vendor/lib]', '["vendor/**"]', '[vendor/library/a.js]', '["**/*.js"]'])
      assert.deepEqual(owning(owns), [], owns);
  });
});
