import { scanFlow } from './scanFlow.ts';
import type { WavePlace } from './scanFlow.ts';

interface Line {
  readonly content: string;
  readonly offset: number;
}

const nothing = /^\s*(#.*)?$/;
const wavesKey = /^(?:waves|"waves"|'waves')\s*:\s*/;

/**
 * Finds the waves of a plan by their indentation, or by their braces in flow style, without parsing YAML: CodeLenses are
 * drawn before anything heavy is loaded, and on texts that do not parse at the moment. What it cannot make out it leaves
 * out.
 */
export function scanWaves(text: string): readonly WavePlace[] {
  const lines = linesOf(text);
  const start = lines.findIndex(({ content }) => !nothing.test(content) && !/^(---|%)/.test(content));
  const flowStart = lines[start]?.content.search(/\S/) ?? -1;
  if (lines[start]?.content[flowStart] === '{') return scanFlow(text, lines[start].offset + flowStart, start, 'plan');
  const waves = lines.findIndex(({ content }) => wavesKey.test(content));
  const head = lines[waves];
  if (head === undefined) return [];
  const key = wavesKey.exec(head.content)?.[0] ?? '';
  if (!nothing.test(head.content.slice(key.length))) {
    const isFlow = head.content[key.length] === '[';
    return isFlow ? scanFlow(text, head.offset + key.length, waves, 'waves') : [];
  }
  const first = lines.findIndex(({ content }, line) => line > waves && !nothing.test(content));
  const indent = lines[first]?.content.search(/\S/) ?? -1;
  return lines[first]?.content[indent] === '['
    ? scanFlow(text, lines[first].offset + indent, first, 'waves')
    : scanBlock(text, lines, first);
}

function linesOf(text: string): readonly Line[] {
  let offset = 0;
  return text.split('\n').map((written) => {
    const line = { content: written.replace(/\r$/, ''), offset };
    offset += written.length + 1;
    return line;
  });
}

/** The items of a list with dashes, from its first line on. */
function scanBlock(text: string, lines: readonly Line[], first: number): readonly WavePlace[] {
  const places: WavePlace[] = [];
  let itemIndent: number | undefined;
  let item: number | undefined;
  for (const [line, { content, offset }] of lines.entries()) {
    if (first === -1 || line < first || nothing.test(content)) continue;
    const indent = content.search(/\S/);
    const dash = /^\s*-(\s+|$)/.exec(content)?.[0];
    if (indent === 0 && dash === undefined) break;
    if (dash !== undefined && (itemIndent === undefined || indent === itemIndent)) {
      itemIndent = indent;
      item = line;
      if (content[dash.length] === '{') {
        places.push(...scanFlow(text, offset + dash.length, line, 'wave'));
        item = undefined;
      }
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
  const found = /^(\s*(?:-\s+)?)(?:id|"id"|'id')\s*:\s*(?:"([^"]*)"|'([^']*)'|([^\s#]+))/.exec(content);
  if (found === null) return undefined;
  const [, lead = '', double, single, bare] = found;
  const ofTask = dashIndent === undefined && (lead.includes('-') || lead.length <= itemIndent);
  return ofTask ? undefined : (double ?? single ?? bare);
}
