import { parsePlan } from '../../src/core/planRules/check/parsePlan.ts';
import type { WorkspaceFacts } from '../../src/core/planRules/workspaceFacts.ts';

/** Keys of a task in flow style, in the place of those it has otherwise: `{owns: '[src/**]'}`. */
export type TaskKeys = Readonly<Record<string, string>>;

/** A plan without a problem, in which single keys are put in the place of others. */
export interface RulePlan {
  /** Lines at its top, each a key of the plan. */
  readonly head?: string;
  /** Its checkpoint; one test suite unless it says otherwise. */
  readonly checkpoint?: string;
  /** Its agents. */
  readonly agents?: string;
  /** Tasks of each wave; waves are `one`, `two`, …, tasks `a`, `b`, … through all of them. One wave of one task by default. */
  readonly waves?: readonly (readonly TaskKeys[])[];
  /** Keys of all waves in flow style, such as `labels: [gpu], `. */
  readonly ofWaves?: string;
}

const waveIds = ['one', 'two', 'three', 'four'];

/** The text of such a plan. Each task owns the file of its name. */
export function rulePlan(plan: RulePlan = {}): string {
  const { head = '', checkpoint = '{test: npm test}', ofWaves = '', waves = [[{}]] } = plan;
  const { agents = '{mine: {driver: command, argv: [my-agent]}}' } = plan;
  let count = 0;
  const taskText = (keys: TaskKeys): string => {
    const id = keys['id'] ?? String.fromCharCode('a'.charCodeAt(0) + count);
    count += 1;
    const all = {
      id,
      title: `Task ${id}`,
      owns: `[src/${id}.js]`,
      objective: `There is ${id}.`,
      steps: '[Open the file, Add the constant, Save the file]',
      verify: '[npm test]',
      ...keys,
    };
    const pairs = Object.entries(all).filter(([, value]) => value !== '');
    return `      - {${pairs.map(([key, value]) => `${key}: ${value}`).join(', ')}}\n`;
  };
  const waveText = (tasks: readonly TaskKeys[], index: number): string => {
    const id = waveIds[index] ?? `w${index}`;
    const keys = ofWaves === '' ? '' : `    ${ofWaves}\n`;
    return `  - id: ${id}\n    title: Wave ${id}\n${keys}    tasks:\n${tasks.map(taskText).join('')}`;
  };
  const list = waves.length === 0 ? '' : `waves:\n${waves.map(waveText).join('')}`;
  return `waveplan: 1\ntitle: Example\n${head}agents: ${agents}\ncheckpoint: ${checkpoint}\n${list}`;
}

/** All that a plan is told, as people see it: the severity, the words it is about, and the message. */
export function told(plan: RulePlan, facts: WorkspaceFacts = {}): readonly string[] {
  const source = rulePlan(plan);
  return parsePlan(source, facts).problems.map(
    ({ severity, start, end, message }) => `${severity} ${source.slice(start, end)} | ${message}`,
  );
}
