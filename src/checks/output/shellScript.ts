/** Lines of a script that run nothing to check: settings, words of the shell, preparations. */
const besides =
  /^(?:#|$|[{}()]+$|(?:set|export|cd|echo|printf|source|\.|trap|ulimit|umask|local|readonly|declare|read|sleep|wait|exit|return|shift|true|false|:|pushd|popd|if|then|else|elif|fi|for|do|done|while|case|esac|function|mkdir|rm|cp|mv|touch|chmod|which|command -v|test|\[\[?)(?: |$)|\w+=\S*$|(?:npm|pnpm|yarn|bun) (?:ci|install|i)\b|(?:pip3?|uv pip|bundle|composer|poetry|uv|apt-get|brew|mix|go mod|cargo) (?:install|sync|update|download|fetch|deps\.get)\b)/;

/** Commands that make or start something: tests that failed were not theirs. */
const makes = /\b(?:build|compile|codegen|generate|migrate|prepare|pull|up|start)\b|^(?:npx )?tsc\b/;

/**
 * First command of a shell script that does not run once an earlier one is red; undefined where there is none, or where only
 * preparations come before the last.
 *
 * @param runs patterns of the commands that are known to be red
 * @param text what was printed: a shell that traces, npm and others say which commands they came to
 */
export function unreachedCommand(
  script: string,
  runs: readonly RegExp[],
  text: string,
  exitsAtError = false,
): string | undefined {
  const source = withoutHeredocs(script).replace(/\\\r?\n/g, ' ');
  const exits = exitsAtError || errexit.test(source);
  const lines = source.split(/\r?\n/).map((line) => line.replace(/(^|\s)#.*$/, '').trim());
  const guarded = exits || lines.some((line) => /\|\| *(?:exit|return|\{ *exit|die\b)/.test(line));
  const chains = guarded ? [lines.flatMap(commandsOf)] : lines.filter((line) => line.includes('&&')).map(commandsOf);
  for (const chain of chains) {
    const commands = chain.filter((command) => !besides.test(command) && !makes.test(command));
    const last = commands.at(-1);
    if (last === undefined || wasReached(last, text)) continue;
    const first = commands.findIndex((command) => runs.some((run) => run.test(command)));
    const next = commands[Math.max(first, 0) + 1];
    if (next !== undefined) return next;
  }
  return undefined;
}

/** Whether the output shows that a command was come to: by a trace of the shell, or by how npm and others announce a script. */
export function wasReached(command: string, text: string): boolean {
  if (text.split('\n').some((line) => line.replace(/^\++ /, '') === command && line !== command)) return true;
  const script = /^(?:npm|yarn|pnpm)(?: run)? ([\w:.-]+)/.exec(command)?.[1];
  return (
    script !== undefined &&
    text.split('\n').some((line) => new RegExp(`^> \\S+@\\S+ ${script.replace(/[.]/g, '\\.')}(?: |$)`).test(line))
  );
}

/** Settings with which a shell stops at the first command that fails. */
const errexit = /^#!.*sh.* -\w*e|^\s*set +(?:-\w*e\w*|.*-o +errexit)\b/m;

/** Commands of a line, without words of the shell before them. */
function commandsOf(line: string): readonly string[] {
  const bare = line.replace(/'[^']*'|"(?:\\.|[^"\\])*"/g, (quoted) => quoted.replace(/[;&|]/g, '_'));
  return bare
    .split(/&&|\|\||;/)
    .map((command) => command.trim().replace(/^(?:(?:then|else|do|!|time|exec|env) +|\w+=\S* +)+/, ''))
    .filter((command) => command !== '');
}

function withoutHeredocs(script: string): string {
  return script.replace(/<<-?\s*(['"]?)(\w+)\1([^\n]*)\n[^]*?\n\s*\2(?=\n|$)/g, '$3');
}
