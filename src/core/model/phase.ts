/**
 * The words of a run, shared by commands, events and state. Times are epoch milliseconds. Hashes are lower-case hex
 * SHA-256 of UTF-8 text unless they are git object names (commit, tree). Nothing here names a path, process or socket
 * of one machine, so that sessions can run elsewhere.
 */

export type Phase = 'audit' | 'plan' | 'wave' | 'adapt' | 'validate' | 'ship' | 'shipped' | 'stopped';

/** The ten mechanical steps of a wave, in order. */
export const waveSteps = [
  'entry',
  'manifest',
  'thread',
  'directives',
  'ownership',
  'launch',
  'worktrees',
  'handoffs',
  'merge',
  'close',
] as const;

export type WaveStep = (typeof waveSteps)[number];

/** Numbers of the steps, as people know them; for showing only. */
export const stepNumbers: Readonly<Record<WaveStep, string>> = {
  entry: '000',
  manifest: '0',
  thread: '0.5',
  directives: '0.7',
  ownership: '1',
  launch: '2',
  worktrees: '3',
  handoffs: '4',
  merge: '5–6',
  close: '7',
};
