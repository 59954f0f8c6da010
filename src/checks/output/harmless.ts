/** Commands that tidy up. In a Makefile they have a `-` before them, as there may be nothing to tidy. */
const tidying =
  /^(?:rm|rmdir|mkdir|ln|kill|killall|pkill|umount|createdb|dropdb|(?:docker|podman)(?: (?:container|image|network|volume|compose))? (?:rm|rmi|stop|kill|down|create))\b/;
const ignored = /^g?make(?:\[\d+\])?: \[.+\] Error \d+ \(ignored\)$/;

/** Scripts that a shell reads when it starts; a check did not ask for them. */
const startsUp = /^(?:\/etc\/|\S*\/\.(?:bashrc|bash_profile|bash_login|profile|zshrc|zshenv|zprofile):)/;
const fixture = /^(?:\S*\/)?(?:fixtures?|__fixtures__|testdata|test-data)\//;
const temporary = /^(?:\/private)?\/(?:tmp|var\/tmp|var\/folders)\//;

/** Lines behind which a program lists where it was, and goes on: of Python's logging, servers and finalizers. */
const logged =
  /^(?:(?:ERROR|WARNING|CRITICAL):(?:[\w.]+:| {2})|\[?\d{4}-\d\d-\d\d[ T].*\b(?:ERROR|WARNING|CRITICAL)\b|Internal Server Error: \/|Exception ignored in\b)/;
const chained = /^(?:During handling of the above exception|The above exception was the direct cause)/;

/** Scripts of a package that run when it is installed or packed, and may do without their program. */
const onInstall = /^> \S+@\S+ (?:(?:pre|post)?(?:prepare|install|pack)|prepublish(?:Only)?)(?: .*)?$/;

/**
 * Output without the lines that read like a failure of the check and are none: commands of a Makefile that tidy up,
 * start-up files of the shell, logged exceptions, and scripts on installation that allow for a missing program.
 *
 * @param text plain lines, see plainText
 * @param isRead whether results of tests were read from it: tests print errors of programs they try
 * @param folder the check ran in; a script in it is no temporary file of a test
 */
export function withoutHarmless(text: string, isRead: boolean, folder = ''): string {
  const lines = text.split('\n');
  const allowed = new Set<string>();
  return lines
    .filter((line, index) => {
      if (ignored.test(line)) return !tidiedUp(lines, index);
      if (startsUp.test(line)) return false;
      if (isRead && (fixture.test(line) || (temporary.test(line) && !inFolder(line, folder)))) return false;
      if (line.startsWith('Traceback ')) return !isLogged(lines, index);
      if (!line.startsWith('> ')) return !allowed.has(missingProgram(line));
      if (!onInstall.test(lines[index - 1] ?? '')) return true;
      const program = /^> (\S+)\b.*\|\| *(?:true|:|exit 0)$/.exec(line)?.[1];
      if (program === undefined) return true;
      allowed.add(program);
      return false;
    })
    .join('\n');
}

function inFolder(line: string, folder: string): boolean {
  return folder !== '' && line.replace(/^\/private/, '').startsWith(`${folder.replace(/^\/private/, '')}/`);
}

/** Whether make ignores the error of a command that tidies up: its echo comes before, and only its own words between. */
function tidiedUp(lines: readonly string[], index: number): boolean {
  for (let at = index - 1; at >= 0 && at >= index - 4; at -= 1) {
    const line = lines[at] ?? '';
    if (tidying.test(line) && !/^\w+: /.test(line)) return !/&&|\|\||;/.test(line);
    if (
      !/^(?:(?:rm|rmdir|mkdir|ln|kill|killall|pkill|umount|createdb|dropdb): |Error(?: response from daemon)?: )/.test(
        line,
      )
    )
      return false;
  }
  return false;
}

function isLogged(lines: readonly string[], index: number): boolean {
  const before = lines[index - 1] ?? '';
  return logged.test(before) || (before === '' && chained.test(lines[index - 2] ?? ''));
}

/** Program that a shell did not find; empty where the line does not say so. */
function missingProgram(line: string): string {
  return /^\S*sh: (?:(?:line )?\d+: )?(\S+): (?:command )?not found$/.exec(line)?.[1] ?? '';
}
