import path from 'node:path';
import { smallPlan } from '../support/smallPlan.ts';
import type { Conversation } from './model/conversation.ts';
import { resultsSince, sessionsIn } from './model/conversation.ts';
import type { Script } from './model/modelServer.ts';
import { handoffFor, taskScript, validatorScript } from './model/scripts.ts';
import type { Action } from './model/toolbox.ts';
import { callFor } from './model/toolbox.ts';

/**
 * Work that is proved step by step, for a scripted model: tests first, a claim of the verifier that does not hold, a finding
 * of a person, a finding of the validators, and the fixes of both.
 */

/** Command that runs its tests. */
export const command = 'node --test --test-reporter=spec';
const [code, tests] = ['src/half.js', 'test/half.test.js'];

/** Tests and criteria of the work, by the names they are shown with. */
export const words = {
  even: 'halves an even number',
  odd: 'rounds half of an odd number down',
  text: 'refuses what is no number',
  blocker: 'Half of a text is NaN',
} as const;

export const startingFiles: Readonly<Record<string, string>> = {
  'src/base.js': 'export const base = 1;\n',
  'test/base.test.js': "import { test } from 'node:test';\n\ntest('works as ever', () => {});\n",
  '.vscode/settings.json': JSON.stringify({ 'workbench.colorTheme': 'Dark Modern' }),
};

/** @param profiles of `claude`, which does the work, and `codex`, which verifies it; both validate */
export function planToProve(profiles: Readonly<Record<string, object>>): object {
  return smallPlan(
    [
      [
        {
          id: 'half',
          title: 'Halve a number',
          agent: 'claude',
          recipe: 'tdd',
          owns: [code, tests],
          objective: `${code} exports half(number), which gives half of it, rounded down.`,
          verify: [command],
          acceptance: [
            { id: 'AC-1', text: 'Half of an even number is exact.' },
            { id: 'AC-2', text: 'Half of an odd number is rounded down.' },
          ],
        },
      ],
    ],
    {
      title: 'Halve numbers',
      agents: profiles,
      checkpoint: { test: command },
      verifier: { agent: 'codex', disposition: 'Believes what a test shows, and nothing else.' },
      validators: [
        { agent: 'claude', disposition: 'Insists that every statement is shown by a test' },
        { agent: 'codex', disposition: 'Distrusts tests and reads the code' },
      ],
    },
  );
}

/** A model, and what it has seen of its sessions. */
export interface ProvedModel {
  readonly script: Script;
  /** Most sessions that one conversation of a task or validator has told of. */
  readonly sessions: ReadonlyMap<string, number>;
  /** Newest prompts of the requests about the task, in order. */
  readonly prompts: readonly string[];
}

export function createProvedModel(): ProvedModel {
  const sessions = new Map<string, number>();
  const prompts: string[] = [];
  const script: Script = (conversation, session) => {
    const { WAVEGATE_TASK: task = '' } = session;
    if (task === 'half') prompts.push(conversation.items.findLast(({ kind }) => kind === 'prompt')?.text ?? '');
    sessions.set(task, Math.max(sessions.get(task) ?? 0, sessionsIn(conversation)));
    return scriptOf(task, stageOf(conversation))(conversation, session);
  };
  return { script, sessions, prompts };
}

function scriptOf(task: string, stage: string | undefined): Script {
  if (task.startsWith('validator')) return validatorScript(code, words.blocker);
  if (task.startsWith('verify')) return verifies;
  if (task !== 'half') return writes(refusing, [words.even, words.odd, words.text]);
  if (stage === 'red') return writes(stub, [words.even], 'new');
  if (stage === 'green') return writes(exact);
  if (stage === 'review') return reviews;
  return writes(rounding, [words.even, words.odd]);
}

/** Stage that the newest prompt is about; undefined for work without stages. */
function stageOf({ items }: Conversation): string | undefined {
  const prompt = items.findLast(({ kind, text }) => kind === 'prompt' && text.includes('`WAVEGATE_SESSION` is `'));
  return /^## Stage \d of \d: (\w+)/m.exec(prompt?.text ?? '')?.[1];
}

const stub = "export function half(_number) {\n  throw new Error('not implemented');\n}\n";
const exact = 'export function half(number) {\n  return number / 2;\n}\n';
const rounding = 'export function half(number) {\n  return Math.floor(number / 2);\n}\n';
const refusing = rounding.replace('{\n', "{\n  if (typeof number !== 'number') throw new TypeError('No number.');\n");

const bodies: Readonly<Record<string, string>> = {
  [words.even]: 'assert.equal(half(4), 2)',
  [words.odd]: 'assert.equal(half(5), 2)',
  [words.text]: "assert.throws(() => half('four'), TypeError)",
};
const imports = [
  "import assert from 'node:assert/strict';",
  "import { test } from 'node:test';",
  "import { half } from '../src/half.js';",
];

/** Writes the code, and the tests where they are named; runs what may be run, unless it begins with them. */
function writes(content: string, named: readonly string[] = [], begins?: 'new'): Script {
  const isNew = begins === 'new';
  const cases = named.map((name) => `test('${name}', () => ${bodies[name]});`);
  const files = [
    { path: code, content, isNew },
    ...(named.length === 0 ? [] : [{ path: tests, content: `${[...imports, '', ...cases].join('\n')}\n`, isNew }]),
  ];
  const verify = isNew ? [] : [command];
  return (conversation, session) =>
    taskScript(worktreeOf(session), { files, verify }, () => Promise.resolve())(conversation, session);
}

/** Looks at the work once more, and records what it has noticed. */
const reviews: Script = (conversation, session) => {
  const noticed = { deviations: [], discoveries: ['Half of an odd number is a fraction still.'] };
  return handsOff([{ do: 'read', path: `${worktreeOf(session)}/${code}` }], noticed)(conversation, session);
};

/** Claims the same of both criteria each time, whatever tests there are. */
const verifies: Script = (conversation, session) => {
  const criterion = (id: string, test: string): object => ({ id, verdict: 'pass', command, test });
  const claims = {
    verification: [{ command, exitCode: 0 }],
    criteria: [criterion('AC-1', words.even), criterion('AC-2', words.odd)],
  };
  return handsOff([{ do: 'run', command }], claims)(conversation, session);
};

function handsOff(actions: readonly Action[], parts: object): Script {
  return (conversation, session) => {
    const content = JSON.stringify({ ...handoffFor(session, [], 'Looked at the work.'), ...parts });
    const all: readonly Action[] = [...actions, { do: 'create', path: session['WAVEGATE_HANDOFF'] ?? '', content }];
    const step = all[resultsSince(conversation)];
    return step === undefined ? { kind: 'text', text: 'Handed off.' } : callFor(step, conversation);
  };
}

const worktreeOf = (session: Parameters<Script>[1]): string =>
  path.dirname(path.dirname(session['WAVEGATE_HANDOFF'] ?? ''));
