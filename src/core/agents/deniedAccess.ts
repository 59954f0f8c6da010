/** How programs of many kinds say that a place cannot be written. Each finds the path, where one is given. */
const denials: readonly RegExp[] = [
  /EROFS: read-only file system, \w+ '([^'\n]+)'/,
  /(?:EACCES|EPERM): (?:permission denied|operation not permitted), \w+ '([^'\n]+)'/,
  /\[Errno 30\] Read-only file system: '([^'\n]+)'/,
  /(?:cannot|can't|could not|unable to|failed to) [^\n:]*?['"‘`]?((?:\/|~\/)[^\s:'"’`]+)['"’`]?: Read-only file system/i,
  /(\/[^\s:'"]+)['"]?:? Read-only file system/i,
  /(\/[^\s:'"]+)['"]? \(Read-only file system\)/i,
  /open (\/[^\s:]+): read-only file system/i,
  /(?:cannot|can't|could not|unable to|failed to) (?:create|write|save|make|open)\b[^\n]*? (?:at|in|to|directory|folder|file) ['"‘`]?(\/[^\s:'"’`]+)/i,
  /Read-only file system(?: \(os error 30\))?[^\n]*?['"](\/[^'"\n]+)['"]/i,
];

const agentOfKeys = /Permission denied \(publickey|Could not open a connection to your authentication agent/;

/** Sockets of editors are kept out of the sandbox one by one, and that of a window that closes may go away in the moment it is. */
const lost = / on destination: No such file or directory$/;

/**
 * Whether a program never began, because a file of the machine went away while its sandbox was set up: it may be started again.
 *
 * @param output all that was printed
 */
export function lostItsSandbox(output: string): boolean {
  const printed = output.trim();
  return printed.startsWith('bwrap: ') && !printed.includes('\n') && lost.test(printed);
}

/**
 * Explains a denial by the sandbox in what a program printed.
 *
 * @param output of a program that failed
 * @param worktree where it could write. Absolute
 * @returns a sentence that says what to do, or undefined where nothing looks like a denial
 */
export function deniedAccess(output: string, worktree: string): string | undefined {
  const sandbox = /^bwrap: (.+)$/m.exec(output)?.[1];
  if (sandbox !== undefined) {
    if (lost.test(sandbox)) {
      return `The sandbox could not be set up, because a file of this machine went away meanwhile (${sandbox}). Try again.`;
    }
    return `The sandbox could not be set up (${sandbox}). Correct worktree.writable, or go without one: worktree.sandbox: off.`;
  }
  const paths = denials.map((pattern) => pattern.exec(output)?.[1]).filter((found) => found !== undefined);
  // The worktree of another task may have a name that begins with that of this one.
  const own = worktree.endsWith('/') ? worktree : `${worktree}/`;
  const outside = paths.find((found) => !`${found}/`.startsWith(own));
  if (outside !== undefined) {
    return `It could not write ${outside}, which lies outside its worktree: it ran in the sandbox. Name the folder in worktree.writable if it needs it.`;
  }
  if (agentOfKeys.test(output)) {
    return 'It could not log in with a key of yours: the sandbox keeps the SSH agent away. Name $SSH_AUTH_SOCK in worktree.writable if it needs it.';
  }
  if (/read-only file system|\bEROFS\b/i.test(output) && paths.length === 0) {
    return 'It could not write outside its worktree: it ran in the sandbox. Name the folder in worktree.writable if it needs it.';
  }
  return undefined;
}
