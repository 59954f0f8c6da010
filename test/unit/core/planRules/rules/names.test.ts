import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parsePlan } from '../../../../../src/core/planRules/check/parsePlan.ts';
import { rulePlan, told } from '../../../../support/rulePlan.ts';
import type { RulePlan, TaskKeys } from '../../../../support/rulePlan.ts';

const cli = '{mine: {driver: claude}, other: {driver: codex}}';
const a: TaskKeys = {};
const verifier = 'verifier: {agent: other}\n';
type Case = readonly [what: string, plan: RulePlan, problems: readonly string[]];

/** Each plan is told exactly these problems, in source order. */
function cases(all: readonly Case[]): void {
  for (const [what, plan, problems] of all) test(what, () => assert.deepEqual(told(plan), problems));
}

suite('an id', () => {
  cases([
    ['that is there once has no problem', { waves: [[a, a], [{ dependsOn: '[a, b]' }]] }, []],
    [
      'of a task is there once in the whole plan, also beyond case',
      { waves: [[a], [{ id: 'A', owns: '[lib/x.js]', dependsOn: '[a]' }]] },
      ['error A | Another task is called "A" too. Give each its own id, also beyond upper and lower case.'],
    ],
    [
      'of a finding is there once',
      {
        head: 'findings: [{id: F, severity: low, file: a, line: 1, title: T, triage: out}, {id: f, severity: low, file: a, line: 1, title: T, triage: out}]\n',
      },
      ['error f | Another finding is called "f" too. Give each its own id, also beyond upper and lower case.'],
    ],
    [
      'of a lens is there once',
      { head: 'audit: {lenses: [{id: x, focus: F}, {id: x, focus: G}]}\n' },
      ['error x | Another audit lens is called "x" too. Give each its own id, also beyond upper and lower case.'],
    ],
    [
      'of a criterion is there once, whichever task it belongs to',
      {
        head: verifier,
        agents: cli,
        waves: [[{ acceptance: '[{id: AC-1, tests: [t]}]' }, { acceptance: '[{id: AC-1, tests: [t]}]' }]],
      },
      [
        'error AC-1 | Another acceptance criterion is called "AC-1" too. Give each its own id, also beyond upper and lower case.',
      ],
    ],
    [
      'of a task is none of the names that a run gives its own sessions',
      { waves: [[{ id: 'Merge' }]] },
      ['error Merge | "Merge" is what a run calls a session of its own in every wave. Choose another id for the task.'],
    ],
  ]);

  test('of a wave is not that of the audit', () => {
    const source = rulePlan().replace('id: one', 'id: Audit');
    assert.deepEqual(
      parsePlan(source).problems.map(({ message }) => message),
      ['"Audit" is the name under which audit sessions keep their branches. Choose another id for the wave.'],
    );
  });

  test('that is there twice leads to the first one', () => {
    const source = rulePlan({ waves: [[a, { id: 'A' }]] });
    const found = parsePlan(source).problems.find(({ code }) => code === 'duplicate-id');
    const [related] = found?.related ?? [];
    assert.equal(related?.message, 'The first task of this id');
    assert.equal(source.slice(related.start, related.end), 'a');
  });
});

suite('a dependency', () => {
  cases([
    ['on a task of an earlier wave has no problem', { waves: [[a], [{ dependsOn: '[a]' }]] }, []],
    ['through a wave between has none either', { waves: [[a], [{ dependsOn: '[a]' }], [{ dependsOn: '[b, a]' }]] }, []],
    [
      'on a task of the same wave cannot be met',
      { waves: [[a, { dependsOn: '[a]' }]] },
      [
        'error a | "b" needs "a", which runs at the same time, in wave "one". Move "b" to a later wave, or "a" to an earlier one.',
      ],
    ],
    [
      'on a task of a later wave cannot be met',
      { waves: [[{ dependsOn: '[b]' }], [{ reads: '[src/a.js]' }]] },
      ['error b | "a" needs "b", which runs later, in wave "two". Move "a" to a later wave, or "b" to an earlier one.'],
    ],
    [
      'on itself is told in simpler words',
      { waves: [[{ dependsOn: '[a]' }]] },
      ['error a | Task "a" depends on itself. Remove the dependency.'],
    ],
    [
      'on no task is told with the one that was meant',
      { waves: [[{ id: 'first' }], [{ dependsOn: '[frist]', reads: '[src/first.js]' }]] },
      ['error frist | No task is called "frist". Did you mean "first"?'],
    ],
    [
      'on nothing like any task is told without a guess',
      { waves: [[a], [{ dependsOn: '[something-else]', reads: '[src/a.js]' }]] },
      ['error something-else | No task is called "something-else".'],
    ],
  ]);

  test('in a circle is told once, with all that are part of it', () => {
    const messages = told({ waves: [[{ dependsOn: '[c]' }], [{ dependsOn: '[a]' }], [{ dependsOn: '[b]' }]] });
    const circles = messages.filter((message) => message.includes('wait for each other'));
    assert.deepEqual(circles, [
      'error dependsOn | These tasks wait for each other: "a" → "c" → "b" → "a". Remove one of the dependencies.',
    ]);
  });
});

suite('an interface', () => {
  const greet = '"greet(name)"';
  cases([
    [
      'that an earlier task provides has no problem, however its blanks are written',
      {
        waves: [
          [{ interfaces: '{provides: ["greet(name: string)"]}' }],
          [{ interfaces: '{consumes: ["greet(name:   string)"]}' }],
        ],
      },
      [],
    ],
    [
      'that nothing provides is told with where else it may be from',
      { waves: [[{ interfaces: `{consumes: [${greet}]}` }]] },
      [
        `warning ${greet} | No task provides "greet(name)". Let a task of an earlier wave provide it; if the repository has it already, name its file under "reads" instead.`,
      ],
    ],
    [
      'of the same wave would be made up twice',
      { waves: [[{ interfaces: `{provides: [${greet}]}` }, { interfaces: `{consumes: [${greet}]}` }]] },
      [
        `error ${greet} | "b" consumes "greet(name)", which "a" provides in the same wave "one". Put the provider in an earlier wave.`,
      ],
    ],
    [
      'of a later wave is not there yet',
      {
        waves: [
          [{ interfaces: `{consumes: [${greet}]}` }],
          [{ interfaces: `{provides: [${greet}]}`, dependsOn: '[a]' }],
        ],
      },
      [
        `error ${greet} | "a" consumes "greet(name)", which "b" provides only later, in wave "two". Put the provider in an earlier wave.`,
      ],
    ],
    [
      'that a task provides itself has no problem',
      { waves: [[{ interfaces: `{provides: [${greet}], consumes: [${greet}]}` }]] },
      [],
    ],
    [
      'that two tasks provide is there with the earlier one',
      {
        waves: [
          [{ interfaces: `{provides: [${greet}]}` }],
          [{ interfaces: `{consumes: [${greet}]}` }, { interfaces: `{provides: [${greet}]}` }],
        ],
      },
      [],
    ],
  ]);
});

suite('an agent', () => {
  cases([
    [
      'that a task names is one of the plan, and the nearest is guessed',
      { agents: cli, waves: [[{ agent: 'othr' }]] },
      ['error othr | No agent is called "othr". Did you mean "other"?'],
    ],
    [
      'that is like none is told with those there are',
      { agents: cli, waves: [[{ agent: 'somebody' }]] },
      ['error somebody | No agent is called "somebody". Known are mine, other.'],
    ],
    [
      'of a lens, a supervisor, a verifier and validators is one of the plan, too',
      {
        agents: cli,
        head: `audit: {lenses: [{id: x, agent: l, focus: F}]}
teams: {core: {lead: L, supervisor: {agent: s}}}
verifier: {agent: v}
validators: [{agent: one, disposition: Reads the code}, {agent: two, disposition: Distrusts tests}]
`,
        waves: [[{ team: 'core' }]],
      },
      ['l', 's', 'v', 'one', 'two'].map(
        (name) => `error ${name} | No agent is called "${name}". Known are mine, other.`,
      ),
    ],
    [
      'that may only read can do no task',
      { agents: '{mine: {driver: claude, mode: read-only}}', waves: [[{ agent: 'mine' }]] },
      [
        'error mine | "a" has to change files, but its agent "mine" is read-only. Name another agent, or give "mine" mode: workspace-write.',
      ],
    ],
    [
      'that may only read and is the default is told at the task',
      { agents: '{mine: {driver: claude, mode: read-only}}' },
      [
        'error a | "a" has to change files, but its agent "mine" is read-only. Name another agent, or give "mine" mode: workspace-write.',
      ],
    ],
    [
      'is there at all',
      { agents: '{}' },
      [
        'error title | The plan has no agents, so no task could be started. Add one: agents: {mine: {driver: command, argv: [my-agent, "{directive}"]}}.',
      ],
    ],
    [
      'of driver command names its program',
      { agents: '{mine: {driver: command}}' },
      [
        'error mine | "argv" is missing from the agent "mine": driver "command" runs a program, so name one: argv: [my-agent, "{directive}"]. Or name the CLI you use as its driver, such as driver: claude.',
      ],
    ],
  ]);

  test('is told to be missing on this machine, unless the plan works on a team’s', () => {
    const plan = { agents: '{mine: {driver: claude}, other: {driver: command, argv: [my-agent]}}' };
    const facts = { agents: ['codex'], missingPrograms: ['my-agent'] };
    assert.deepEqual(told(plan, facts), [
      'warning claude | claude is not installed here, so the agent "mine" could not start. Install it ("Check Agents" and wavegate agents show how), or name another driver.',
      'warning my-agent | "my-agent" is not on PATH here, so the agent "other" could not start. Install it, correct its name, or name the CLI you use as its driver, such as driver: claude.',
    ]);
    assert.deepEqual(told({ ...plan, head: 'executor: team\n' }, facts), []);
    assert.deepEqual(told(plan, { agents: ['claude'] }), []);
    assert.deepEqual(told(plan), [], 'nothing is known of the machine');
  });
});

suite('a team', () => {
  cases([
    ['that a task names is one of the plan', { head: 'teams: {core: {lead: L}}\n', waves: [[{ team: 'core' }]] }, []],
    [
      'that is misspelt is guessed',
      { head: 'teams: {core: {lead: L}}\n', waves: [[{ team: 'croe' }]] },
      ['error croe | No team is called "croe". Did you mean "core"?'],
    ],
    [
      'that is named where there are none is told so',
      { waves: [[{ team: 'core' }]] },
      ['error core | No team is called "core". The plan declares none.'],
    ],
    ['of the plan may have a budget', { head: 'teams: {core: {lead: L}}\nbudget: {teams: {core: {usd: 1}}}\n' }, []],
    [
      'with a budget is one of the plan',
      { head: 'teams: {core: {lead: L}}\nbudget: {teams: {cor: {usd: 1}}}\n' },
      ['error cor | No team is called "cor". Did you mean "core"?'],
    ],
    [
      'whose tasks are none has a supervisor for nothing',
      { agents: cli, head: 'teams: {core: {lead: L, supervisor: {agent: mine}}}\n' },
      [
        'warning supervisor | No task names the team "core", so its supervisor is never asked. Give the tasks that it is to look after team: core.',
      ],
    ],
  ]);
});

suite('a finding', () => {
  const finding = 'findings: [{id: F-1, severity: low, file: a, line: 1, title: Slow}]\n';
  const lens = 'audit: {lenses: [{id: speed, focus: F}]}\n';
  cases([
    ['that a task remedies has no problem', { head: finding, waves: [[{ findings: '[F-1]' }]] }, []],
    [
      'that no task remedies is told with what the gate will ask',
      { head: finding },
      [
        'warning F-1 | No task remedies "F-1" (Slow), so the plan gate will ask why it is left. Name it in `findings` of a task, or set its triage to out or deferred.',
      ],
    ],
    ['that is deferred needs no task', { head: finding.replace('title: Slow', 'title: Slow, triage: deferred') }, []],
    [
      'that is misspelt is guessed',
      { head: finding, waves: [[{ findings: '[F-1, F-2]' }]] },
      ['error F-2 | No finding of the plan is called "F-2". Did you mean "F-1"?'],
    ],
    [
      'that the audit is going to make may be named',
      { head: lens, waves: [[{ findings: '[speed-1, speed-12]' }]] },
      [],
    ],
    [
      'that no lens would number like this counts only if it is made',
      { head: lens, waves: [[{ findings: '[speed-0]' }]] },
      ['information speed-0 | No finding of the plan is called "speed-0"; it counts only if the audit makes it.'],
    ],
    [
      'of a run counts in that run',
      { waves: [[{ findings: '[validation~1~2]' }]] },
      [
        'information validation~1~2 | "validation~1~2" is what validators found or a person noted in a run, and counts only in that run.',
      ],
    ],
    [
      'names criteria that tasks have',
      {
        agents: cli,
        head: `${verifier}${finding.replace('title: Slow', 'title: Slow, criteria: [AC-1, AC-2]')}`,
        waves: [[{ findings: '[F-1]', acceptance: '[{id: AC-1, tests: [t]}]' }]],
      },
      ['error AC-2 | No task has an acceptance criterion "AC-2". Did you mean "AC-1"?'],
    ],
  ]);
});

suite('a recipe', () => {
  cases([
    [
      'is a built-in one or one of the plan, and is guessed',
      { waves: [[{ recipe: 'ttd' }]] },
      ['error ttd | No recipe is called "ttd". Did you mean "tdd"?'],
    ],
    [
      'that counts call sites needs some',
      { waves: [[{ recipe: 'migrate' }]] },
      [
        'error migrate | Stage migrate of "a" has to show that no call site is left, and the task names none. Add callSites: [{name: oldName, to: newName}].',
      ],
    ],
    [
      'that shows red tests needs a command that runs them',
      { checkpoint: '{}', waves: [[{ recipe: 'tdd', verify: '' }]] },
      [
        'error a | Nothing would prove that "a" is done. Add "verify" commands to it, or a test suite: checkpoint: {test: npm test}; write checkpoint: none if nothing is to be run.',
        'error tdd | Stage red of "a" has to show tests that are red, and nothing runs them. Add "verify" commands to the task, or a test suite: checkpoint: {test: npm test}.',
      ],
    ],
    [
      'of the plan begins a conversation, and shows green only after red',
      { head: 'recipes: {own: [{id: one, session: same}, {id: one, shows: green}]}\n' },
      [
        'error same | "one" is the first stage, so there is no conversation to continue. Let it begin one: session: fresh.',
        'error one | Recipe "own" has two stages called "one", so nobody could tell their proofs apart. Rename one.',
        'error green | "one" has to show that tests which were red pass, and no stage before it shows red. Put one before it, or let this show success.',
      ],
    ],
    [
      'of the plan names agents of the plan',
      { agents: cli, head: 'recipes: {own: [{id: one, agent: othe}, {id: two, agent: nobody-at-all}]}\n' },
      [
        'error othe | No agent is called "othe". Did you mean "other"?',
        'error nobody-at-all | No agent is called "nobody-at-all". Known are mine, other.',
      ],
    ],
  ]);
});

suite('a gate', () => {
  const custom = (keys: string): RulePlan => ({ head: `gates: {custom: {look: {asks: Look, ${keys}}}}\n` });
  cases([
    ['of the plan’s own comes before a launch there is', custom('before: launch, waves: [one]'), []],
    [
      'before a wave that is misspelt would come before nothing',
      custom('before: launch, waves: [oen]'),
      ['error oen | No wave is called "oen", so gate "look" would come before nothing. Did you mean "one"?'],
    ],
    [
      'before ship has no waves',
      custom('before: ship, waves: [one]'),
      [
        'error [one] | Gate "look" comes before ship, which there is once for all waves. Take "waves" away, or write "before: launch".',
      ],
    ],
    [
      'has no name that every run has',
      { head: 'gates: {custom: {Launch: {before: ship, asks: Look}}}\n' },
      [
        'error Launch | "Launch" is a gate that every run has, so nobody could tell the two apart. Choose another name.',
      ],
    ],
    [
      'opens in a time zone there is',
      custom('before: ship, window: {zone: Berlin}'),
      ['error Berlin | There is no time zone "Berlin". Use a name like Europe/Berlin, America/New_York or UTC.'],
    ],
    [
      'opens at some time',
      custom('before: ship, window: {between: "09:00-09:00"}'),
      [
        'error {between: "09:00-09:00"} | The window of gate "look" never opens: it ends when it begins. Nobody could ever approve the gate.',
      ],
    ],
    [
      'opens on some day',
      custom('before: ship, window: {days: []}'),
      [
        'error {days: []} | The window of gate "look" never opens: it names no day. Nobody could ever approve the gate.',
      ],
    ],
    [
      'opens before it expires',
      custom('before: ship, deadline: 960, window: {between: "09:00-17:00"}'),
      [
        'warning 960 | Gate "look" may expire before its window opens (every day 09:00-17:00 (UTC)), which stays closed for up to 960 minutes. Give it a deadline of more than that.',
      ],
    ],
    [
      'that expires after it has opened has no problem',
      custom('before: ship, deadline: 961, window: {between: "09:00-17:00"}'),
      [],
    ],
    [
      'that no earlier decision is about always asks',
      { head: 'gates: {plan: {required: false}}\n' },
      [
        'error false | The plan gate always asks: no earlier decision is about the same. Take "required: false" away; it is possible at launch, spot-check, acceptance, ship, merge.',
      ],
    ],
    [
      'with approvers asks them',
      { head: 'gates: {launch: {required: false, approvers: [ada], deadline: 60}}\n' },
      [
        'error false | The launch gate names approvers, so it asks them, and "required: false" has no effect. Take one of the two away.',
      ],
    ],
    [
      'that waits for people has a deadline',
      { head: 'gates: {ship: {approvers: [ada, grace, joan, mary]}}\n' },
      [
        'information [ada, grace, joan, mary] | The ship gate waits for ada, grace, joan without a deadline, and so without end when they are away. Add "deadline", in minutes; its expiry is never approval.',
      ],
    ],
    [
      'that needs more people than it names can never be opened',
      { head: 'gates: {ship: {approvers: [ada, ada], required: 2, deadline: 60}}\n' },
      [
        'warning {approvers: [ada, ada], required: 2, deadline: 60} | The ship gate could never be opened: 2 approvals are required, and one person may give them. Add people with "wavegate approvers add NAME KEY" and commit the file, or change the gate.',
      ],
    ],
  ]);

  test('needs people who have keys', () => {
    const approvers = { approvers: ['ada'] };
    assert.match(
      told({ head: 'gates: {ship: {approvers: [grace], deadline: 60}}\n' }, approvers).join(),
      /could never be opened: grace may decide, and \.wavegate\/approvers binds no key to that name\. Add people/,
    );
    assert.match(
      told({ head: 'gates: {ship: {required: 3}}\n' }, approvers).join(),
      /could never be opened: 3 approvals are required, and 2 people may give them\./,
    );
    assert.deepEqual(told({ head: 'gates: {ship: {required: 2}}\n' }, approvers), []);
  });
});
