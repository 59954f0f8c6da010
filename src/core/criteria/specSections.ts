/** Sections of specifications by their references, `docs/spec.md#login` → text; a file without a section is all of it. */
export type SpecTexts = Readonly<Record<string, string>>;

/** Most characters of one section that directives repeat; a longer one is a document of its own. */
const longestSection = 20_000;

/** References of a task as `FILE#section`: what it names beside a file is a section of the plan's own specification. */
export function specReferences(
  plan: { readonly spec?: string | undefined },
  spec: readonly string[],
): readonly string[] {
  return spec.map((reference) => (reference.startsWith('#') ? `${plan.spec ?? ''}${reference}` : reference));
}

/** File of a reference, without its section; empty where it names none. */
export function fileOfReference(reference: string): string {
  return reference.split('#', 1)[0] ?? '';
}

/**
 * Text of the section of a Markdown file that a reference means, from its heading to the next of the same level, or
 * undefined where there is none. A section is named as in links: by its heading in small letters, with hyphens.
 */
export function sectionOf(markdown: string, reference: string): string | undefined {
  const anchor = reference.split('#').slice(1).join('#');
  const text = markdown.replace(/\r\n?/g, '\n').trim();
  if (anchor === '') return text === '' ? undefined : text.slice(0, longestSection);
  const lines = text.split('\n');
  const heads = headings(lines);
  const found = heads.find(({ anchors }) => anchors.includes(anchor.toLowerCase()));
  if (found === undefined) return undefined;
  const end = heads.find(({ line, level }) => line > found.line && level <= found.level)?.line ?? lines.length;
  return lines.slice(found.line, end).join('\n').trim().slice(0, longestSection);
}

/** Names of all sections of a Markdown file, in order. */
export function anchorsIn(markdown: string): readonly string[] {
  return headings(markdown.replace(/\r\n?/g, '\n').trim().split('\n')).flatMap(({ anchors }) => anchors);
}

interface Heading {
  readonly line: number;
  readonly level: number;
  readonly anchors: readonly string[];
}

function headings(lines: readonly string[]): readonly Heading[] {
  const found: Heading[] = [];
  const times = new Map<string, number>();
  let fence: string | undefined;
  for (const [line, text] of lines.entries()) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(text)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence) === true) fence = undefined;
      continue;
    }
    if (mark !== undefined) {
      fence = mark;
      continue;
    }
    const [, hashes = '', title = ''] = /^(#{1,6})[ \t]+(.*?)[ \t#]*$/.exec(text) ?? [];
    if (hashes === '') continue;
    const own = /\{#([\w.-]+)\}/.exec(title)?.[1] ?? /<a (?:id|name)="([^"]+)">/.exec(title)?.[1];
    const slug = slugOf(title);
    const count = times.get(slug) ?? 0;
    times.set(slug, count + 1);
    const anchors = [count === 0 ? slug : `${slug}-${count}`, ...(own === undefined ? [] : [own.toLowerCase()])];
    found.push({ line, level: hashes.length, anchors });
  }
  return found;
}

function slugOf(title: string): string {
  return title
    .replace(/\{#[^}]*\}|<[^>]*>/g, '')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** A criterion as a specification words it: an entry of a list that begins with its id, `- **AC-1.2**: Lists all users`. */
export function criteriaIn(section: string): readonly { readonly id: string; readonly text: string }[] {
  return section.split('\n').flatMap((line) => {
    const [, id, text = ''] =
      /^\s*(?:[-*+]|\d+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?(?:\*\*|__|`)?([A-Za-z]{1,8}-?\d+(?:[.-]\d+)*[a-z]?)(?:\*\*|__|`)?[ \t]*(?:[:.)–—-](?:\*\*|__)?[ \t]+)(\S.*)$/.exec(
        line,
      ) ?? [];
    return id === undefined ? [] : [{ id, text: text.trim() }];
  });
}
