import { dispatch } from '../../../src/cli/dispatch.ts';

/** `wavegate` in front of a person whose answers are known beforehand: the variable ANSWERS, a list of lines. */
const answers: unknown = JSON.parse(process.env['ANSWERS'] ?? '[]');
const lines = Array.isArray(answers) ? answers.map(String) : [];

process.exitCode = await dispatch(
  process.argv.slice(2),
  {
    folder: process.cwd(),
    env: process.env,
    interrupted: new AbortController().signal,
    async write(text) {
      process.stdout.write(text);
      return Promise.resolve();
    },
    ask(prompt) {
      const line = lines.shift();
      process.stdout.write(`${prompt}${line ?? ''}\n`);
      return Promise.resolve(line);
    },
    note: (line) => void process.stderr.write(`${line}\n`),
  },
  'test',
);
