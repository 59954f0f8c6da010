#!/usr/bin/env node
import { once } from 'node:events';
import { programVersion } from '../compose/programVersion.ts';
import { questionsAt } from './askLine.ts';
import { askSecret } from './askSecret.ts';
import { dispatch } from './dispatch.ts';
import { visible } from './shared/visible.ts';

// Arguments name the key file, and everybody on this machine can read them as long as the process has them.
process.title = 'wavegate';

const interrupted = new AbortController();
process.on('SIGINT', () => interrupted.abort()).on('SIGTERM', () => interrupted.abort());
// Whoever read our words, such as `head`, has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const questions = questionsAt(process.stdin, process.stdout, () => interrupted.abort());

process.exitCode = await dispatch(
  process.argv.slice(2),
  {
    folder: process.cwd(),
    env: process.env,
    interrupted: interrupted.signal,
    async write(text) {
      if (!questions.above(() => process.stdout.write(text))) await once(process.stdout, 'drain');
    },
    ...(process.stdin.isTTY && process.stderr.isTTY
      ? { secret: (prompt: string) => askSecret(process.stdin, process.stderr, prompt) }
      : {}),
    ...(process.stdin.isTTY && process.stdout.isTTY
      ? { ask: (prompt: string, signal: AbortSignal) => questions.ask(prompt, signal) }
      : {}),
    screen: process.stdout.isTTY,
    note: (line) =>
      void questions.above(() => process.stderr.write(`${process.stderr.isTTY ? visible(line) : line}\n`)),
  },
  await programVersion(),
);
