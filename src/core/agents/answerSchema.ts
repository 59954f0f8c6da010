import { gapKinds, severities, supervisorStrategies, validatorSeverities } from '../plan/schema/vocabulary.ts';

const text = { type: 'string' };
const strict = (properties: Readonly<Record<string, object>>) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});

const findings = (words: readonly string[], more: Readonly<Record<string, object>> = {}) => ({
  type: 'array',
  items: strict({
    severity: { type: 'string', enum: [...words] },
    file: text,
    line: { type: 'integer' },
    title: text,
    detail: text,
    remediation: text,
    ...more,
  }),
});
const criteria = { criteria: { type: 'array', items: text } };

const handoff = {
  session: text,
  task: text,
  status: { type: 'string', enum: ['done', 'blocked', 'partial'] },
  summary: text,
  filesChanged: { type: 'array', items: text },
  verification: { type: 'array', items: strict({ command: text, exitCode: { type: 'integer' } }) },
  question: text,
};

/**
 * JSON Schema of the handoff that a read-only agent gives as its answer. Every key is required and no other allowed,
 * because providers hold a model only to such schemas; what there is nothing to say about stays empty.
 */
export const answerSchema = strict({ ...handoff, findings: findings(severities) });

/** The same for a validator, which gives its verdict. */
const validatorAnswerSchema = strict({
  ...handoff,
  review: strict({
    verdict: { type: 'string', enum: ['approve', 'changes'] },
    findings: findings(validatorSeverities, criteria),
    earlier: { type: 'array', items: strict({ id: text, status: { type: 'string', enum: ['fixed', 'open'] } }) },
  }),
});

/** The same for a validator of tasks ahead of their launch, whose verdict names what it rests on. */
const aheadAnswerSchema = strict({
  ...handoff,
  review: strict({
    verdict: { type: 'string', enum: ['approve', 'changes'] },
    findings: findings(validatorSeverities, criteria),
    cites: { type: 'array', items: strict({ file: text, line: { type: 'integer' } }) },
  }),
});

/** The same for a planner, which gives a plan. */
const plannerAnswerSchema = strict({ ...handoff, plan: text });

const strings = { type: 'array', items: text };

/** The same for an agent that lays out how it is going to carry out its task. */
const explorerAnswerSchema = strict({
  ...handoff,
  implementationPlan: strict({
    touches: strings,
    steps: strings,
    needs: strings,
    contradictions: strings,
    risks: strings,
  }),
});

/** The same for a reviewer of a plan. */
const planReviewAnswerSchema = strict({
  ...handoff,
  planReview: strict({
    score: { type: 'integer' },
    ready: { type: 'boolean' },
    solid: strings,
    gaps: {
      type: 'array',
      items: strict({
        kind: { type: 'string', enum: [...gapKinds] },
        line: { type: 'integer' },
        title: text,
        detail: text,
        find: text,
        replace: text,
      }),
    },
    earlier: {
      type: 'array',
      items: strict({ gap: { type: 'integer' }, status: { type: 'string', enum: ['fixed', 'open'] } }),
    },
  }),
});

/** The same for a supervisor, whose vocabulary this is. */
const supervisorAnswerSchema = strict({
  ...handoff,
  supervision: strict({
    answers: {
      type: 'array',
      items: strict({
        task: text,
        text,
        cites: {
          type: 'array',
          items: strict({
            source: { type: 'string', enum: ['plan', 'file', 'decision'] },
            where: text,
            line: { type: 'integer' },
            quote: text,
          }),
        },
      }),
    },
    proposals: {
      type: 'array',
      items: strict({ strategy: { type: 'string', enum: [...supervisorStrategies] }, task: text, reason: text }),
    },
    ranks: { type: 'array', items: strict({ file: text, reason: text }) },
    asks: text,
  }),
});

/** The same for a reader of the record of a run. */
const learnerAnswerSchema = strict({
  ...handoff,
  learnings: {
    type: 'array',
    items: strict({ text, records: { type: 'array', items: { type: 'integer' } }, commits: strings }),
  },
});

/** The same for whoever completes a script that code has written. */
const scriptAnswerSchema = strict({ ...handoff, script: text });

/** Parts of an answer beside the handoff, where they are not findings. */
export type AnswerKind =
  | 'review'
  | 'task-review'
  | 'implementation-plan'
  | 'plan'
  | 'plan-review'
  | 'learnings'
  | 'script'
  | 'supervision';

/** The schema that the answer of a read-only agent must match. */
export function schemaOfAnswer(answer: AnswerKind | undefined): object {
  if (answer === 'plan') return plannerAnswerSchema;
  if (answer === 'plan-review') return planReviewAnswerSchema;
  if (answer === 'supervision') return supervisorAnswerSchema;
  if (answer === 'script') return scriptAnswerSchema;
  if (answer === 'learnings') return learnerAnswerSchema;
  if (answer === 'implementation-plan') return explorerAnswerSchema;
  if (answer === 'task-review') return aheadAnswerSchema;
  return answer === 'review' ? validatorAnswerSchema : answerSchema;
}
