import type { DigestFacts, FoundCommand, Occurrence } from './facts.ts';
import { findCommands } from './findCommands.ts';
import { foldersOf } from './folders.ts';
import { filesNamedIn } from './namesIn.ts';
import { ownersOf } from './owners.ts';

/** Bounds that keep a digest of any repository to some pages. */
const most = { listed: 250, folders: 120, named: 60, perName: 14, owners: 40, columns: 160 };

/**
 * A repository for somebody who plans a change to it, as Markdown: made by code, so every line of it is true at its
 * commit. Bounded whatever the size of the repository.
 *
 * @param about the texts of the change: what they name is shown in more detail
 */
export function renderDigest(facts: DigestFacts, about: string): string {
  const { commit, files } = facts;
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return [
    `Commit ${commit.slice(0, 12)}: ${files.length} files, ${sizeOf(bytes)}. Agents start from this commit; uncommitted changes are not in it.`,
    '',
    ...section('Files', fileLines(facts)),
    ...section('Files the goal names', filesNamedIn(about, files).slice(0, most.named).map(asItem)),
    ...section('Names of the goal in the code', nameLines(facts.occurrences)),
    ...section('Commands found', commandLines(facts)),
    ...section(
      'Owners',
      ownersOf(facts)
        .slice(0, most.owners)
        .map(({ pattern, owners }) => `- \`${pattern}\`: ${owners}`),
    ),
  ]
    .join('\n')
    .trimEnd();
}

function fileLines({ files }: DigestFacts): readonly string[] {
  if (files.length <= most.listed) return files.map(({ path, size }) => `- ${path} (${sizeOf(size)})`);
  return foldersOf(files, most.folders).map(
    ({ folder, files: count, bytes }) => `- ${folder} (${count} files, ${sizeOf(bytes)})`,
  );
}

function commandLines(facts: DigestFacts): readonly string[] {
  const { test, build, check } = findCommands(facts);
  const line = (purpose: string, { command, from }: FoundCommand) => `- ${purpose}: \`${command}\` (from ${from})`;
  return [
    ...(test.length === 0 ? ['- test: none found. No command of this repository proves that it works.'] : []),
    ...test.map((found) => line('test', found)),
    ...build.map((found) => line('build', found)),
    ...check.map((found) => line('check', found)),
  ];
}

/** For each name: where it is made, who imports it, who uses it. */
function nameLines(occurrences: readonly Occurrence[]): readonly string[] {
  const byName = new Map<string, Occurrence[]>();
  for (const occurrence of occurrences) {
    const known = byName.get(occurrence.name);
    if (known === undefined) byName.set(occurrence.name, [occurrence]);
    else known.push(occurrence);
  }
  return [...byName].flatMap(([name, all]) => {
    const ranked = all
      .map((occurrence) => ({ occurrence, use: useOf(occurrence) }))
      .sort((a, b) => order.indexOf(a.use) - order.indexOf(b.use));
    const files = new Set(all.map(({ file }) => file)).size;
    return [
      `- \`${name}\`: ${all.length} lines in ${files} ${files === 1 ? 'file' : 'files'}`,
      ...ranked
        .slice(0, most.perName)
        .map(({ occurrence: { file, line, text }, use }) => `  - ${use}, ${file}:${line}: ${shortened(text)}`),
      ...(all.length > most.perName ? [`  - and ${all.length - most.perName} more`] : []),
    ];
  });
}

const order = ['definition', 'import', 'call', 'mention'] as const;

/** Use of a name in a line, as far as one line shows it. */
export function useOf({ name, text }: Pick<Occurrence, 'name' | 'text'>): (typeof order)[number] {
  const word = name.replace(/[$]/g, '\\$&');
  const makes = `\\b(?:function\\*?|class|interface|type|enum|struct|trait|def|fn|func|const|let|var|module|record)\\s+(?:\\([^)]*\\)\\s*)?${word}(?![\\w$])`;
  if (new RegExp(makes).test(text)) return 'definition';
  if (/^\s*(?:import|export\s.*\sfrom|from|use|using|require|#include)\b|\brequire\(/.test(text)) return 'import';
  return new RegExp(`(?<![\\w$])${word}\\s*(?:<[^>]*>)?\\(`).test(text) ? 'call' : 'mention';
}

function shortened(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > most.columns ? `${line.slice(0, most.columns)}…` : line;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`### ${title}`, '', ...lines, ''];
}

const asItem = (text: string): string => `- ${text}`;

function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
