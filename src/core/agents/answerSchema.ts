import { severities } from '../plan/vocabulary.ts';

const text = { type: 'string' };
const strict = (properties: Readonly<Record<string, object>>) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});

/**
 * JSON Schema of the handoff that a read-only agent gives as its answer. Every key is required and no other allowed,
 * because providers hold a model only to such schemas; what there is nothing to say about stays empty.
 */
export const answerSchema = strict({
  session: text,
  task: text,
  status: { type: 'string', enum: ['done', 'blocked', 'partial'] },
  summary: text,
  filesChanged: { type: 'array', items: text },
  verification: { type: 'array', items: strict({ command: text, exitCode: { type: 'integer' } }) },
  question: text,
  findings: {
    type: 'array',
    items: strict({
      severity: { type: 'string', enum: [...severities] },
      file: text,
      line: { type: 'integer' },
      title: text,
      detail: text,
      remediation: text,
    }),
  },
});
