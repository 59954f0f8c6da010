/**
 * Why a git call failed, as far as a caller can act on it. `missing`: no git on PATH. `locked`: another git process held
 * a lock, so that trying again may help. `failed`: everything else; the message holds git's own words.
 */
export type GitReason = 'missing' | 'timeout' | 'cancelled' | 'disk-full' | 'read-only' | 'locked' | 'failed';

export class GitError extends Error {
  readonly reason: GitReason;
  /** Output of git on standard error. Empty when git never started. */
  readonly stderr: string;

  constructor(reason: GitReason, message: string, stderr = '', options?: ErrorOptions) {
    super(message, options);
    this.name = 'GitError';
    this.reason = reason;
    this.stderr = stderr;
  }
}

/** Signs of a failure in git's English messages (every call runs with LC_ALL=C). The first that fits counts. */
const signs: readonly (readonly [RegExp, GitReason])[] = [
  [/no space left on device|disk quota exceeded|not enough space on the disk/i, 'disk-full'],
  [/read-only file system|permission denied|insufficient permission/i, 'read-only'],
  [/\.lock': File exists|cannot lock ref .*\.lock|failed to read .*commondir|unable to lock/i, 'locked'],
];

/** The reason behind what git printed when it failed. */
export function reasonOf(stderr: string): GitReason {
  return signs.find(([sign]) => sign.test(stderr))?.[1] ?? 'failed';
}

/** Words of git or a program as a sentence: most of them end without a full stop. */
export function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Most lines of an explanation. */
const mostLines = 12;

/**
 * Explanation of a failure in the words of git and the programs it runs (hooks, filters, signing programs, the remote),
 * without hints and progress. Long output is cut to the lines that are known to say what went wrong, and the last ones.
 */
export function explanation(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => (line.split('\r').findLast((part) => part.trim() !== '') ?? '').trim())
    .filter((line) => !isProgress(line));
  if (lines.length <= mostLines) return lines.join('; ');
  const telling = lines.filter((line) => /^(fatal|error|remote|ssh|gpg|!)\b|^!/.test(line)).slice(0, mostLines / 2);
  const last = lines.slice(-(mostLines - telling.length)).filter((line) => !telling.includes(line));
  return [...telling, ...last].join('; ');
}

function isProgress(line: string): boolean {
  return (
    line.replace(/^remote:/, '').trim() === '' ||
    /^hint:/.test(line) ||
    /^(remote: )?[A-Z][\w ]+: +\d+(% \(\d+\/\d+\))?/.test(line) ||
    /^(Delta compression|Total \d+|To \S+$)/.test(line)
  );
}
