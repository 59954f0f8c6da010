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
    task: fields.task ?? fields.lens ?? '',
    kind: fields.kind ?? 'implement',
    focus: section('focus').trim(),
    objective: section('objective').trim(),
    plan: section('the plan as it is'),
    owns: listedCode(section('files you own')),
    reads: listedCode(section('read first')),
    verification: listedCode(section('verification')),
    failing: section('failing checks').trim(),
  };
}

/** Paths, globs and commands stand in back quotes, one a list item; other items are for reading. */
function listedCode(text) {
  return [...text.matchAll(/^- `([^`]+)`$/gm)].map(([, code]) => code);
}
