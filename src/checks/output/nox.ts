/**
 * Command of a session of nox that does not run once an earlier one of the same session is red; undefined where there is none.
 *
 * @param text what nox printed: it names each command that it runs
 * @param noxfile sessions, as they are written in the repository
 */
export function unreachedInSession(text: string, noxfile: string): string | undefined {
  const failed = [...text.matchAll(/^nox > Session (\S+) failed\.$/gm)].map(([, name = '']) => name);
  const said = [...text.matchAll(/^nox > (.+)$/gm)].map(([, line = '']) => line);
  for (const session of failed) {
    const body = sessionBody(session.replace(/[-(].*$/s, ''), noxfile);
    const commands = [...body.matchAll(/\bsession\.run(?:_always)?\(([^]*?)\)\s*$/gm)].map(([, words = '']) =>
      [...words.matchAll(/(?<![\w=] *)(["'])((?:(?!\1).)*)\1/g)].map(([, , word = '']) => word).join(' '),
    );
    const next = commands.find(
      (command, index) => index > 0 && command !== '' && !said.some((line) => line.startsWith(command)),
    );
    if (next !== undefined) return next;
  }
  return undefined;
}

/** Lines of the function of a session, which is named after it, or by its decorator. */
function sessionBody(name: string, noxfile: string): string {
  const named = new RegExp(
    `^@nox\\.session\\([^]*?\\bname *= *["']${name}["'][^]*?\\n *def \\w+\\(.*\\n((?:[ \\t]+.*\\n|\\s*\\n)*)|^def ${name}\\(.*\\n((?:[ \\t]+.*\\n|\\s*\\n)*)`,
    'm',
  ).exec(`${noxfile}\n`);
  return named?.[1] ?? named?.[2] ?? '';
}
