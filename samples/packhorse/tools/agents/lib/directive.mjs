import { readFile } from 'node:fs/promises';

/**
 * Reads a directive: YAML front matter of plain `key: value` lines, then Markdown sections.
 * @param {string} file
 */
export async function readDirective(file) {
  const text = (await readFile(file, 'utf8')).replaceAll('\r\n', '\n');
  const [, matter = '', body = text] = /^---\n([^]*?)\n---\n([^]*)$/.exec(text) ?? [];
  const fields = Object.fromEntries(
    [...matter.matchAll(/^(\w+):[ \t]*(.*)$/gm)].map(([, key, value]) => [key, value.replace(/^(["'])(.*)\1$/, '$2')]),
  );
  const sections = new Map(
    body
      .split(/^## /m)
      .slice(1)
      .map((part) => [part.slice(0, part.indexOf('\n')).trim().toLowerCase(), part.slice(part.indexOf('\n') + 1)]),
  );
  const section = (name) => sections.get(name) ?? '';
  return {
    session: fields.session ?? '',
    task: fields.task ?? '',
    kind: fields.kind ?? 'implement',
    objective: section('objective').trim(),
    owns: quoted(section('files you own')),
    reads: quoted(section('read first')),
    verification: commands(section('verification')),
    failing: section('failing checks').trim(),
  };
}

/** The paths and globs of a list: what stands in back quotes, or else the whole item. */
function quoted(text) {
  return [...text.matchAll(/^[ \t]*[-*] (.+)$/gm)].flatMap(([, item]) => {
    const marked = [...item.matchAll(/`([^`]+)`/g)].map(([, path]) => path);
    return marked.length > 0 ? marked : [item.trim()];
  });
}

/** Commands stand in a fenced block, one a line, or in a list, in back quotes. */
function commands(text) {
  const fenced = [...text.matchAll(/^```\w*\n([^]*?)^```/gm)].flatMap(([, block]) => block.split('\n'));
  const listed = [...text.matchAll(/^[ \t]*(?:[-*]|\d+\.) .*?`([^`]+)`/gm)].map(([, command]) => command);
  return [...fenced, ...listed].map((line) => line.replace(/^\$ /, '').trim()).filter(Boolean);
}
