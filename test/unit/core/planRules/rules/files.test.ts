import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { WorkspaceFacts } from '../../../../../src/core/planRules/workspaceFacts.ts';
import { told } from '../../../../support/rulePlan.ts';
import type { RulePlan, TaskKeys } from '../../../../support/rulePlan.ts';

type Case = readonly [what: string, plan: RulePlan, problems: readonly string[]];

/** Each plan is told exactly these problems, in source order. */
function cases(all: readonly Case[], facts: WorkspaceFacts = {}): void {
  for (const [what, plan, problems] of all) test(what, () => assert.deepEqual(told(plan, facts), problems));
}

const owning = (...owns: readonly string[]): RulePlan => ({ waves: [owns.map((each): TaskKeys => ({ owns: each }))] });

suite('files that a task owns', () => {
  cases([
    ['are its own in its wave', owning('[src/a/**]', '[src/b/**]'), []],
    [
      'are told with a path that two could change',
      owning('[src/**]', '["src/*.js"]'),
      [
        'error "src/*.js" | "b" and "a" run at the same time and could both change src/x.js. Narrow one of the globs, or move one task to another wave.',
      ],
    ],
    [
      'are held against those of each other task',
      owning('[src/a.js]', '[src/b.js]', '["src/{a,b}.js"]'),
      [
        'error "src/{a,b}.js" | "c" and "a" run at the same time and could both change src/a.js. Narrow one of the globs, or move one task to another wave.',
        'error "src/{a,b}.js" | "c" and "b" run at the same time and could both change src/b.js. Narrow one of the globs, or move one task to another wave.',
      ],
    ],
    [
      'lie in no file of another',
      owning('[src/x]', '[src/x/y.js]'),
      [
        'error src/x/y.js | "b" and "a" run at the same time, and src/x is a file, and src/x/y.js needs a folder of that name. Change one of the paths, or move one task to another wave.',
      ],
    ],
    [
      'differ by more than case, also in folders with round brackets',
      owning('["app/(auth)/Page.tsx"]', '["app/(auth)/page.tsx"]'),
      [
        'error "app/(auth)/page.tsx" | "b" and "a" run at the same time, and app/(auth)/Page.tsx and app/(auth)/page.tsx differ by case only, which is one file on macOS and Windows. Change one of the paths, or move one task to another wave.',
        'warning "app/(auth)/page.tsx" | "b" owns app/(auth)/page.tsx, and there is app/(auth)/Page.tsx: on Windows and macOS they are one file. Write it like the other, or choose another name.',
      ],
    ],
    [
      'may change again in a later wave, which is worth knowing',
      { waves: [[{ owns: '[src/**]' }], [{ owns: '[src/b.js]' }]] },
      [
        'information src/b.js | "b" may change src/b.js again, after "a" in wave "one". Let it depend on "a" if it builds on that.',
      ],
    ],
    [
      'may change again where the later task says so',
      { waves: [[{ owns: '[src/**]' }], [{ owns: '[src/b.js]', dependsOn: '[a]' }]] },
      [],
    ],
    [
      'may change again where the later task says so through another',
      {
        waves: [
          [{ owns: '[src/b.js]' }],
          [{ owns: '[lib/x.js]', dependsOn: '[a]' }],
          [{ owns: '[src/b.js]', dependsOn: '[b]' }],
        ],
      },
      [],
    ],
    [
      'are deleted only where they are owned',
      { waves: [[{ deletes: '[src/a.js, src/old.js]' }]] },
      [
        'error src/old.js | "a" declares to delete src/old.js, which no single glob of its "owns" takes in. Add it to "owns", or let the task that owns it delete it.',
      ],
    ],
    [
      'are not the plan itself, and not what is Wavegate’s own',
      { waves: [[{ owns: '[.wavegate/approvers]', deletes: '[.wavegate/approvers]' }]] },
      [
        'error .wavegate/approvers | "a" would own .wavegate/approvers, but no commit of a run takes in what an agent does in .wavegate/: it is Wavegate\'s own, and what is there, such as who may approve, is for people to change. Take it out of the task, and commit that change yourself.',
        'error .wavegate/approvers | "a" would delete .wavegate/approvers, but no commit of a run takes in what an agent does in .wavegate/: it is Wavegate\'s own, and what is there, such as who may approve, is for people to change. Take it out of the task, and commit that change yourself.',
      ],
    ],
    [
      'are none that are protected',
      { head: 'protected: [package.json, "docs/**"]\n', ...owning('[package.json]') },
      [
        'error package.json | package.json is protected, so "a" could never change it. Remove it here, or from "protected".',
      ],
    ],
    [
      'may lie around what is protected',
      { head: 'protected: ["docs/**"]\n', ...owning('["**"]') },
      [
        'warning "**" | ** takes in docs/x, which is protected; the agent may not change that. Narrow the glob to say so.',
      ],
    ],
    [
      'are named from the root of the repository, in its own way',
      owning('[/etc/passwd]', '["src\\\\b.js"]', '[../x.js]', '[src/]'),
      [
        'error /etc/passwd | "/etc/passwd" is not relative to the repository root.',
        'error "src\\\\b.js" | "src\\b.js" uses backslashes. Write src/b.js.',
        'error ../x.js | "../x.js" leaves its folder with "..". Write the path from the repository root.',
        'error src/ | "src/" names a folder. Write src/** for everything in it.',
      ],
    ],
  ]);

  test('are not the plan file, which people approve', () => {
    const plan = { waves: [[{ owns: '[plans/p.waveplan.yaml]', deletes: '[plans/p.waveplan.yaml]' }]] };
    const why =
      'the plan itself, which no agent may touch: people approve it. Take it out; wide globs such as ** leave the plan out by themselves.';
    assert.deepEqual(told(plan, { planFile: 'plans/p.waveplan.yaml' }), [
      `error plans/p.waveplan.yaml | "a" would own plans/p.waveplan.yaml, ${why}`,
      `error plans/p.waveplan.yaml | "a" would delete plans/p.waveplan.yaml, ${why}`,
    ]);
  });
});

suite('globs outside of tasks', () => {
  cases([
    [
      'are globs as well',
      {
        head: 'protected: [src/]\nworktree: {copy: [/etc/x]}\naudit: {lenses: [{id: x, focus: F, paths: [".git/**"]}]}\n',
      },
      [
        'error src/ | "src/" names a folder. Write src/** for everything in it.',
        'error /etc/x | "/etc/x" is not relative to the repository root.',
        'error ".git/**" | ".git/**" is inside .git, which belongs to git.',
      ],
    ],
    [
      'are clipped where they are long',
      { head: `protected: [${'x'.repeat(300)}]\n` },
      [`error ${'x'.repeat(300)} | "${'x'.repeat(60)}…" is longer than 256 characters.`],
    ],
  ]);
});

suite('files of a repository that is known', () => {
  const facts: WorkspaceFacts = { files: ['src/a.js', 'src/b.js', 'docs/Guide.md', 'package.json'] };
  cases(
    [
      [
        'have no problem where they are there',
        { waves: [[{ reads: '[src/b.js, "docs/**"]', deletes: '[src/a.js]' }]] },
        [],
      ],
      [
        'are there to be read and deleted',
        { waves: [[{ owns: '["src/**"]', reads: '[src/c.js]', deletes: '[src/d.js]' }]] },
        [
          'warning src/c.js | "a" should read src/c.js, which is not in the repository, and no earlier task makes it. Correct the path, or add the file.',
          'warning src/d.js | "a" is to delete src/d.js, which is not in the repository, and no earlier task makes it. Correct the path, or add the file.',
        ],
      ],
      [
        'may be made by an earlier task',
        { waves: [[{ owns: '[src/c.js]' }], [{ owns: '[src/b.js]', reads: '[src/c.js]' }]] },
        [],
      ],
      [
        'are not there in time where a task of the same wave makes them',
        { waves: [[{ owns: '[src/c.js]' }, { owns: '[src/b.js]', reads: '[src/c.js]' }]] },
        [
          'warning src/c.js | "b" should read src/c.js, which is not in the repository, and no earlier task makes it. Correct the path, or add the file.',
        ],
      ],
      [
        'match a glob that owns some, unless the task names those it makes',
        { waves: [[{ owns: '["lib/*.js"]' }, { owns: '["new/*.js"]', objective: 'new/helper.js is there.' }]] },
        [
          'warning "lib/*.js" | lib/*.js matches no file of the repository, and no step of "a" names a file that it would match. Correct it, or name the files to be made.',
        ],
      ],
      [
        'are what findings of the plan are about',
        { head: 'findings: [{id: F, severity: low, file: src/z.js, line: 1, title: T, triage: out}]\n' },
        [
          'warning src/z.js | Finding "F" is about src/z.js, which is not in the repository, and no earlier task makes it. Correct the path, or add the file.',
        ],
      ],
      [
        'decide when a set-up runs again',
        { head: 'worktree: {setup: [{run: make gen, inputs: ["proto/**"]}]}\n' },
        [
          'warning "proto/**" | proto/** matches no file of the repository, so a change of what was meant would not have "make gen" run again. Correct it, or write inputs: off.',
        ],
      ],
      [
        'are spelled as they are there',
        { waves: [[{ owns: '[docs/guide.md]' }, { owns: '[Docs/new.md]' }]] },
        [
          'warning docs/guide.md | "a" owns docs/guide.md, and there is docs/Guide.md: on Windows and macOS they are one file. Write it like the other, or choose another name.',
          'warning Docs/new.md | "b" owns Docs, and there is docs: on Windows and macOS they are one file. Write it like the other, or choose another name.',
        ],
      ],
    ],
    facts,
  );

  test('that git ignores are told with its rule, and what becomes of them', () => {
    const ignored = { 'dist/': '.gitignore:2: dist/', 'src/a.js': '.gitignore:3: a.js' };
    assert.deepEqual(told(owning('[src/a.js, "dist/**"]'), { ignored }), [
      'warning src/a.js | Git ignores src/a.js (.gitignore:3: a.js): "a" hands it in all the same, as the plan names it. If it is not to be in the repository, take it out; else correct the ignore rule.',
      'warning "dist/**" | Git ignores dist/ (.gitignore:2: dist/): what "a" makes there is committed only where its handoff lists it file by file. Name the files in owns, or correct the ignore rule.',
    ]);
  });

  test('that lead back into the checkout are told with an example', () => {
    const leadsBack = { node_modules: ['node_modules/own', 'node_modules/b', 'node_modules/c', 'node_modules/d'] };
    assert.deepEqual(told({ head: 'worktree: {link: [node_modules, cache]}\n' }, { leadsBack }), [
      'error node_modules | node_modules leads back into your checkout (node_modules/own, node_modules/b, node_modules/c), so tests in a worktree would run the code there instead of what agents changed. Take it out of "link", and install in each worktree: setup: [npm ci], or what your tools need.',
    ]);
  });

  test('that hold many call sites are too many for one agent', () => {
    const occurrences = { fetchUser: { 'src/a.js': 20, 'src/b.js': 6, 'docs/Guide.md': 99 } };
    const plan = { waves: [[{ owns: '["src/**"]', objective: '"`fetchUser` is gone."' }]] };
    assert.deepEqual(told(plan, { ...facts, occurrences }), [
      'warning a | `fetchUser` occurs 26 times in the files of "a"; beyond 25 one agent tends to run out of context before it is done. Split the task by its files.',
    ]);
    assert.deepEqual(told(plan, { ...facts, occurrences, mostCallSites: 26 }), []);
    assert.deepEqual(told(plan, facts), []);
  });

  test('hold the name whose call sites a task replaces', () => {
    const plan = { waves: [[{ callSites: '[{name: fetchUser}, {name: other}]' }]] };
    const occurrences = { fetchUser: { 'src/b.js': 2 }, other: {} };
    assert.deepEqual(told(plan, { ...facts, occurrences }), [
      'warning fetchUser | `fetchUser` is in none of the files of "a", so there is nothing to replace. It is in src/b.js, for example. Write it as in the code, or own the files it is in.',
      'warning other | `other` is in none of the files of "a", so there is nothing to replace. It occurs nowhere else either. Write it as in the code, or own the files it is in.',
    ]);
    const empty = { waves: [[{ callSites: '[{name: other}]', allowEmpty: 'true' }]] };
    assert.deepEqual(told(empty, { ...facts, occurrences }), []);
  });

  test('are those of the repository that the plan is for', () => {
    const plan = { head: 'repository: https://example.org/team/shop\n' };
    assert.deepEqual(told(plan, { addresses: ['git@example.org:team/shop.git'] }), []);
    assert.deepEqual(told(plan), []);
    assert.deepEqual(told(plan, { addresses: ['git@example.org:team/other.git', 'abc'] }), [
      'error https://example.org/team/shop | The plan is for https://example.org/team/shop, but lies in another repository: it is known as git@example.org:team/other.git, abc. Run it there, add that address as a remote here, or correct "repository".',
    ]);
    assert.match(told(plan, { addresses: [] }).join(), /another repository: it has no remote\. Run it there/);
  });

  test('hold the sections that tasks cite', () => {
    const plan = { head: 'spec: docs/spec.md\n', waves: [[{ spec: '["#login", "#nothing", "docs/other.md#x"]' }]] };
    const specs = { 'docs/spec.md': '# Spec\n\n## Login\n\nText.\n' };
    assert.deepEqual(told(plan, { specs }), [
      'error "#nothing" | docs/spec.md has no section "#nothing". It has #spec, #login.',
      'error "docs/other.md#x" | "docs/other.md#x" is in docs/other.md, which is not in the repository as the run begins. Commit the file, or correct the path.',
    ]);
    assert.deepEqual(told({ waves: [[{ spec: '["#login"]' }]] }), [
      'error "#login" | "#login" is a section of no file. Name the specification of the plan with "spec", or write FILE#login.',
    ]);
    assert.deepEqual(told(plan), [], 'nothing is known of the repository');
    assert.match(
      told(plan, { specs: { 'docs/spec.md': '' } }).join('\n'),
      /has no section "#login"\. It has no headings\./,
    );
  });
});
