import { mergeGate, mergeGateTitle, requiredSections } from './sections.ts';
import type { Section } from './sections.ts';

export interface LintedDirective {
  /** The directive, repaired where that was possible. Dispatch this, not what was given. */
  readonly text: string;
  /** Reasons why it cannot be dispatched, one sentence each; empty when it can. */
  readonly problems: readonly string[];
  /** Repairs that were made. */
  readonly fixed: readonly string[];
}

const requiredFacts = ['session', 'run', 'repository', 'branch', 'base', 'kind'];
const kinds: readonly string[] = [
  'implement',
  'fix',
  'resolve',
  'audit',
  'validate',
  'validate-task',
  'review-plan',
  'learn',
  'script',
  'explore',
  'supervise',
  'verify',
];

/**
 * Step 0.7: no directive goes out without its sections, each with something in it, and none without the MERGE GATE in its
 * exact words. A missing or altered MERGE GATE is repaired here; everything else is for whoever made the directive.
 */
export function lintDirective(given: string): LintedDirective {
  const fixed: string[] = [];
  let directive = readDirective(given);
  const gates = directive.sections.filter((section) => section.title === mergeGateTitle);
  if (gates.length !== 1 || gates[0]?.body !== mergeGate.body || directive.sections.at(-1)?.title !== mergeGateTitle) {
    const kept = directive.sections.filter((section) => section.title !== mergeGateTitle);
    fixed.push(
      gates.length === 0
        ? 'The MERGE GATE section was missing and has been added.'
        : 'The MERGE GATE section was not in its exact words at the end, and has been put back.',
    );
    directive = { ...directive, sections: [...kept, mergeGate] };
  }
  const kind = directive.facts.get('kind') ?? '';
  const problems = [
    ...requiredFacts
      .filter((fact) => (directive.facts.get(fact) ?? '') === '')
      .map((fact) => `The front matter does not say "${fact}".`),
    ...(kind === '' || kinds.includes(kind) ? [] : [`The front matter names an unknown kind, "${kind}".`]),
    ...requiredSections(kind).flatMap((title) => {
      const found = directive.sections.filter((section) => section.title === title);
      if (found.length === 0) return [`Section "${title}" is missing.`];
      if (found.length > 1) return [`Section "${title}" is there ${found.length} times.`];
      return found[0]?.body === '' ? [`Section "${title}" is empty.`] : [];
    }),
    ...(directive.openFence === undefined
      ? []
      : [
          `The code block that starts in line ${directive.openFence} is never closed, so what follows is not read as instructions.`,
        ]),
  ];
  return { text: fixed.length === 0 ? given : writeDirective(directive), problems, fixed };
}

/** Body of the section with this title; undefined where the directive has none. */
export function sectionOf(directive: string, title: string): string | undefined {
  return readDirective(directive).sections.find((section) => section.title === title)?.body;
}

interface ReadDirective {
  /** Everything before the first section, as it stands. */
  readonly head: string;
  readonly facts: ReadonlyMap<string, string>;
  readonly sections: readonly Section[];
  /** Line (from 1) of a code fence that is never closed. */
  readonly openFence?: number;
}

/**
 * Cuts a directive at its second-level headings; those inside code blocks are not headings. Only what starts in the first
 * column counts: indented and quoted text belongs to the list or quotation it stands in.
 */
function readDirective(text: string): ReadDirective {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const head: string[] = [];
  const sections: { title: string; lines: string[] }[] = [];
  let fence: { readonly mark: string; readonly line: number } | undefined;
  lines.forEach((line, index) => {
    const mark = /^(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence.mark) === true && line.trim() === mark) fence = undefined;
    } else if (mark !== undefined) fence = { mark, line: index + 1 };
    else {
      const title = /^##[ \t]+(.*?)[ \t#]*$/.exec(line)?.[1];
      if (title !== undefined) {
        sections.push({ title, lines: [] });
        return;
      }
    }
    (sections.at(-1)?.lines ?? head).push(line);
  });
  return {
    head: head.join('\n').trimEnd(),
    facts: frontMatter(lines),
    sections: sections.map((section) => ({ title: section.title, body: section.lines.join('\n').trim() })),
    ...(fence === undefined ? {} : { openFence: (fence as { line: number }).line }),
  };
}

function frontMatter(lines: readonly string[]): ReadonlyMap<string, string> {
  const end = lines.indexOf('---', 1);
  if (lines[0] !== '---' || end === -1) return new Map();
  return new Map(
    lines.slice(1, end).flatMap((line): [string, string][] => {
      const [, key, value] = /^([a-z]+):[ \t]*"?(.*?)"?[ \t]*$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value]];
    }),
  );
}

function writeDirective({ head, sections }: ReadDirective): string {
  return `${[head, ...sections.map(({ title, body }) => `## ${title}\n\n${body}`)].join('\n\n')}\n`;
}
