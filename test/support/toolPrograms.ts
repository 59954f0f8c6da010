import type { Programs } from '../../src/ports/programs.ts';
import type { ForgePlace } from '../../src/sessionPorts/forge.ts';

/** Answer of a program that is not started. */
export interface Answered {
  readonly code?: number;
  readonly out?: string;
  readonly err?: string;
}

/** Place of a session that asks a forge. */
export function forgePlace(more: Partial<ForgePlace> = {}): ForgePlace {
  const { signal } = new AbortController();
  const plain = { repository: '/', folder: '/', environment: {}, marker: 'm', signal, output: () => undefined };
  return { ...plain, ...more };
}

/** Programs that are not started: what they are called with is answered. */
export function answeringPrograms(
  answer: (argv: readonly string[], input: string | undefined) => Answered,
): Pick<Programs, 'start'> {
  return {
    start({ argv, heard, input }) {
      const { code = 0, out = '', err = '' } = answer(argv, input);
      heard?.(Buffer.from(out), 'stdout');
      heard?.(Buffer.from(err), 'stderr');
      const identity = { pid: 1, started: '' };
      const exited = Promise.resolve({ exitCode: code, signal: null });
      return Promise.resolve({ identity, exited, end: () => Promise.resolve([]) });
    },
  };
}
