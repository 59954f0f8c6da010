import type { Plan } from '../../plan/schema/plan.ts';
import type { Path } from '../../planText/locate.ts';
import { scalar } from '../../planText/edit/writeYaml.ts';
import { inPlan } from '../remark.ts';
import type { Remark, RemarkPlace } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** Where a text may be for a person or, after "$ ", a command, one that reads like a command would never be run. */
export const unmarkedCommand: PlanRule = {
  reads: [],
  readsOfPlan: ['definitionOfDone', 'readiness'],
  check: ({ plan: { definitionOfDone, readiness }, waves }) => [
    ...definitionOfDone.flatMap(({ verify }, index) => check(verify, inPlan('definitionOfDone', index, 'verify'))),
    ...itemsOf(readiness, []),
    ...waves.flatMap((wave, index) => itemsOf(wave.readiness, ['waves', index])),
  ],
};

function itemsOf(readiness: Plan['readiness'], path: Path): readonly Remark[] {
  return readiness.flatMap((entry, index) =>
    typeof entry === 'string' ? check(entry, inPlan(...path, 'readiness', index)) : [],
  );
}

function check(text: string, at: RemarkPlace): readonly Remark[] {
  if (!readsLikeCommand(text)) return [];
  return [
    {
      code: 'unmarked-command',
      at,
      message: `"${text}" reads like a command, and nothing runs it: a person would be asked to look. Begin it with "$ " to have it run.`,
      suggestion: scalar(`$ ${text}`),
    },
  ];
}

const programs = new Set(
  (
    'npm npx pnpm yarn node deno bun tsc eslint jest vitest mocha prettier pytest python python3 tox ruff mypy go cargo ' +
    'make cmake ctest mvn gradle java dotnet ruby rake bundle rspec php composer phpunit mix swift git grep rg curl ' +
    'docker kubectl terraform bash sh test'
  ).split(' '),
);

/** A program's name, and after it nothing, an option, a path, or one of the words that programs take first. */
function readsLikeCommand(text: string): boolean {
  const [program = '', first, ...rest] = text.trim().split(/\s+/);
  if (/^\.{1,2}\/[\w./-]+$/.test(program)) return true;
  if (!programs.has(program)) return false;
  if (first === undefined) return true;
  if (/^(?:test|run|build|check|lint|exec|vet|verify|clippy|typecheck)(?::[\w:-]+)?$/.test(first)) return true;
  const words = [first, ...rest];
  if (words.some((word) => /[,;:]$|\.$/.test(word))) return false;
  return words.some((word) => /^--?\w/.test(word)) || /[/.]\w/.test(first);
}
