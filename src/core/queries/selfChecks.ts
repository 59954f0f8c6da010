import type { RunState } from '../model/state.ts';
import { decisionsOf } from './decisionsOf.ts';

/** Keys of the four questions of the acceptance gate, in their order. */
const questions = ['explain', 'rewrite', 'worstCase', 'defend'] as const;

/** Answers of one person to the self-check of one result. */
export interface SelfCheck {
  readonly who: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly run: string;
  readonly title: string;
  readonly answers: Readonly<Record<(typeof questions)[number], boolean>>;
  /** Number of files that were looked at before the approval, and of those that an approval given beforehand left unseen. */
  readonly looked: number;
  readonly unseen: number;
}

/** Self-checks that count in a run: those of approved acceptance gates, oldest first. */
export function selfChecksOf(state: RunState): readonly SelfCheck[] {
  return Object.values(state.gates).flatMap((gate) => {
    const { kind, usedAt } = gate;
    if (kind !== 'acceptance' || usedAt === undefined) return [];
    return decisionsOf(gate).map(({ who, at, answers = {} }): SelfCheck => {
      const marks = Object.entries(answers).filter(([name]) => !questions.some((question) => question === name));
      const isYes = (question: (typeof questions)[number]): boolean => answers[question] === 'yes';
      return {
        who,
        at,
        run: state.run,
        title: state.plan.plan.title,
        answers: {
          explain: isYes('explain'),
          rewrite: isYes('rewrite'),
          worstCase: isYes('worstCase'),
          defend: isYes('defend'),
        },
        looked: marks.filter(([, mark]) => mark === 'ok').length,
        unseen: marks.filter(([, mark]) => mark === 'unseen').length,
      };
    });
  });
}

/** One line per person with how often each question was answered with yes, and one per result below it, oldest first. */
export function selfCheckLines(checks: readonly SelfCheck[]): readonly string[] {
  const people = [...new Set(checks.map(({ who }) => who))].sort();
  return people.flatMap((person) => {
    const own = checks.filter(({ who }) => who === person).sort((one, other) => one.at - other.at);
    const sums = questions.map(
      (question) => `${question} ${own.filter(({ answers }) => answers[question]).length} of ${own.length}`,
    );
    return [`${person}: yes to ${sums.join(', ')}`, ...own.map(checkLine)];
  });
}

function checkLine({ at, run, title, answers, looked, unseen }: SelfCheck): string {
  const said = questions.map((question) => `${question} ${answers[question] ? 'yes' : 'no'}`).join(', ');
  const seen =
    unseen > 0
      ? `, ${unseen} risky files unseen: approved beforehand`
      : looked > 0
        ? `, ${looked} risky files looked at`
        : '';
  return `  ${new Date(at).toISOString().slice(0, 10)}  ${run}  ${title}: ${said}${seen}`;
}
