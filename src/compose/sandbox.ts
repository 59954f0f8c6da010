import type { Sandbox } from '../sessionPorts/sandbox.ts';
import { createSandbox } from '../sandbox/machineSandbox.ts';
import { secretFiles } from '../state/secretFiles.ts';

/** The sandbox of this machine, in which keys and passphrases that were used here cannot be read. */
export function createMachineSandbox(): Sandbox {
  const sandbox = createSandbox(process.platform);
  return {
    enter: (wanted, request) =>
      sandbox.enter(wanted, { ...request, hidden: [...request.hidden, ...request.hidden.flatMap(secretFiles)] }),
    status: () => sandbox.status(),
  };
}
