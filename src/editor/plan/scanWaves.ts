/** Where a wave begins in a plan's text. `line` counts from 0. */
export interface WavePlace {
  readonly id: string;
  readonly line: number;
}

/**
 * Finds the waves of a plan by their indentation, without parsing YAML: CodeLenses are drawn before anything heavy is
 * loaded, and on texts that do not parse at the moment. What it cannot make out (flow style, say) it leaves out.
 */
export function scanWaves(text: string): readonly WavePlace[] {
  const lines = text.split(/\r?\n/);
  const first = lines.findIndex((line) => /^waves\s*:\s*(#.*)?$/.test(line)) + 1;
  if (first === 0) return [];
  const places: WavePlace[] = [];
  let itemIndent: number | undefined;
  let item: number | undefined;
  for (let line = first; line < lines.length; line += 1) {
    const content = lines[line] ?? '';
    if (/^\s*(#.*)?$/.test(content)) continue;
    const indent = content.search(/\S/);
    const isItem = /^\s*-(\s|$)/.test(content);
    if (indent === 0 && !isItem) break;
    if (isItem && (itemIndent === undefined || indent === itemIndent)) {
      itemIndent = indent;
      item = line;
    }
    const id = item === undefined ? undefined : idOn(content, item === line ? indent : undefined, itemIndent ?? 0);
    if (id !== undefined && item !== undefined) {
      places.push({ id, line: item });
      item = undefined;
    }
  }
  return places;
}

/** The id a line gives to the wave: behind its dash, or alone on a line of the wave's own keys, not of a task's. */
function idOn(content: string, dashIndent: number | undefined, itemIndent: number): string | undefined {
  const found = /^(\s*(?:-\s+)?)id\s*:\s*(?:"([^"]*)"|'([^']*)'|([^\s#]+))/.exec(content);
  if (found === null) return undefined;
  const [, lead = '', double, single, bare] = found;
  const ofTask = dashIndent === undefined && (lead.includes('-') || lead.length <= itemIndent);
  return ofTask ? undefined : (double ?? single ?? bare);
}
