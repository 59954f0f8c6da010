/**
 * Reads `git check-ignore --verbose -z`.
 *
 * @param output as printed: source, line, pattern and path, each ended by NUL
 * @returns by path, without `./`, the rule that ignores it, as `source:line: pattern`
 */
export function parseIgnoreRules(output: string): ReadonlyMap<string, string> {
  const rules = new Map<string, string>();
  const words = output.split('\0');
  for (let at = 0; at + 4 < words.length; at += 4) {
    const [source = '', line = '', pattern = '', file = ''] = words.slice(at, at + 4);
    // A pattern that takes back what another ignores is printed as well.
    if (!pattern.startsWith('!')) rules.set(file.replace(/^\.\//, ''), `${source}:${line}: ${pattern}`);
  }
  return rules;
}
