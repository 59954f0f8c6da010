import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { compareClaims } from '../../../../src/core/handoff/compareClaims.ts';
import { citedSections } from '../../../../src/core/criteria/citedSections.ts';
import { splitSetup } from '../../../../src/core/command/keptSetup.ts';
import { dollarsOf } from '../../../../src/core/history/costs.ts';
import { targetLines } from '../../../../src/core/words/boardSurroundings.ts';
import { told } from '../../../support/rulePlan.ts';
import { parsedPlan, planOf } from '../../../support/parsedPlan.ts';
import { runAtLaunch, runAtSpotCheck } from '../../../support/states.ts';
import { boardOf } from '../../../../src/core/views/board.ts';
import { messagesAhead } from '../../../../src/core/queries/messages.ts';
import { pendingGates } from '../../../../src/core/queries/runQueries.ts';
import { planText, SimulatedRun } from '../../../support/simulatedRun.ts';

/** Names that every object of the language answers to, and that files, programs and models may have as well. */
const names = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__', 'isPrototypeOf'];

for (const name of names)
  suite(`what is called ${name}`, () => {
    test('is a name like others wherever a plan is free to use it', () => {
      const head = `spec: ${name}
protected: [lib/${name}]
worktree: {link: [${name}], copy: [${name}], setup: [${name} ${name}, {run: ${name}, inputs: [${name}]}], teardown: [${name}]}
findings: [{id: F, severity: low, file: ${name}, line: 1, title: ${name}, triage: out}]
repository: ${name}
ship: {remote: ${name}}
commit: {subject: "{${name}}"}
`;
      const plan = {
        head,
        checkpoint: `{test: ${name}}`,
        waves: [
          [
            {
              owns: `[${name}]`,
              reads: `[${name}]`,
              objective: `"\`${name}\` is gone."`,
              verify: `[${name} x]`,
              spec: `["#${name}"]`,
              callSites: `[{name: ${name}}]`,
              interfaces: `{consumes: [${name}]}`,
            },
          ],
        ],
      };
      const facts = {
        ...{
          files: [],
          present: [],
          addresses: [],
          leadsBack: {},
          occurrences: {},
          ignored: {},
          symlinks: {},
          specs: {},
        },
        ...{ missingPrograms: [], agents: [], scripts: { plan: [], root: [] }, planFile: 'plans/p.waveplan.yaml' },
      };
      const messages = told(plan, facts).join('\n');
      assert.doesNotMatch(messages, /native code|\[object|undefined/);
      assert.doesNotMatch(messages, /Git ignores|leads back/);
      assert.match(messages, new RegExp(`"${name}#${name}" is in ${name}, which is not in the repository`));
    });

    test('is no install, no priced model and no address', () => {
      assert.deepEqual(splitSetup([`${name} x`]), { kept: undefined, rest: [`${name} x`] });
      const usage = { inputTokens: 1, outputTokens: 1, cachedTokens: 0 };
      assert.equal(dollarsOf(usage, { model: name, driver: name }, {}), undefined);
      const { run } = runAtLaunch();
      const plan = { ...run.plan, plan: { ...run.plan.plan, ship: { ...run.plan.plan.ship, remote: name } } };
      const state = { ...run, plan, repository: { ...run.repository, push: {} } };
      assert.deepEqual(targetLines(state), [`${name}, branch wavegate/r1`]);
    });

    test('is a section of a file that is not there', () => {
      const plan = planOf([[{ id: 'a', spec: [`${name}#x`] }]]);
      assert.match(citedSections(plan, 'one', {}) as string, /which is not in the repository as the run begins/);
    });

    test('did not change where an agent only says so', () => {
      assert.match(compareClaims([name], []) ?? '', new RegExp(`claims to have changed ${name}, which did not change`));
    });

    test('stays as it is written in the subject of a commit', () => {
      const plan = parsedPlan(planText(1, `commit: {subject: "{${name}} {wave}"}\n`));
      assert.ok(messagesAhead(plan, 'r1')[0]?.startsWith(`{${name}} Wave 1\n`));
    });
  });

test('a file with such a name is not shown as one that was marked OK before', () => {
  const run = new SimulatedRun();
  run.outcome = (job) => {
    const done = run.done(job);
    const changes = names.map((path) => ({ path, kind: 'added' as const, additions: 1, deletions: 0 }));
    return job.work.kind === 'merge' ? { ...done, changes } : done;
  };
  run
    .start(
      planText(1)
        .replace('src/a1/**', '**')
        .replace(/ {6}- id: b1[^]*$/, ''),
    )
    .approveAll('spot-check');
  const [gate] = pendingGates(run.run);
  assert.equal(gate?.kind, 'spot-check');
  const [card] = boardOf(run.run, run.now).gates;
  assert.doesNotMatch(JSON.stringify(card), /unchanged since it was marked OK/);
  assert.match(
    run.decide(gate.id, 'approved', Object.fromEntries(names.map((name) => [name, '']))) ?? '',
    /6 of 6 files to review have no verdict yet/,
  );
});

test('such ids are refused before anything is kept by them', () => {
  assert.throws(() =>
    parsedPlan(JSON.stringify({ waveplan: 1, title: 'T', agents: { constructor: { driver: 'claude' } } })),
  );
  assert.equal(runAtSpotCheck().run.phase, 'wave');
});
