import type { Section } from './sections.ts';

const environment = [
  '`WAVEGATE_HANDOFF` is the file to write, `WAVEGATE_SESSION` the value of `session`; without that value the handoff does not count.',
  '`WAVEGATE_TASK`, `WAVEGATE_STAGE` and `WAVEGATE_DIRECTIVE` name your task, its stage and this file. A server you start must listen on `WAVEGATE_PORT`.',
  'The folder `.wavegate/` is not part of your change.',
].join('\n');

/**
 * Section about the handoff of a directive.
 * @param example the JSON that the agent is to write
 * @param notes lines below it, on what its parts mean
 */
export function handoffSection(example: object, notes: readonly string[]): Section {
  return {
    title: 'Handoff',
    body: [
      'When you have finished, or cannot go on, write this JSON to the file that the environment variable `WAVEGATE_HANDOFF` names, as the last thing you do:',
      '',
      '```json',
      JSON.stringify(example, null, 2),
      '```',
      '',
      ...notes,
      '',
      environment,
    ].join('\n'),
  };
}
