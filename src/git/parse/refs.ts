/**
 * Reads `git for-each-ref --format=%(refname)%20%(objectname)`; ref names contain no spaces.
 *
 * @returns object name by full ref name
 */
export function parseRefs(output: string): Readonly<Record<string, string>> {
  const refs: Record<string, string> = {};
  for (const line of output.split('\n')) {
    const [name, id] = line.split(' ');
    if (name !== undefined && name !== '' && id !== undefined) refs[name] = id;
  }
  return refs;
}
