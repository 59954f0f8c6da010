import { Composer, isAlias, isMap, isScalar, isSeq, Parser } from 'yaml';
import type { Alias, Document, Node, ParsedNode, Scalar } from 'yaml';
import { problem } from './codes.ts';
import type { Span } from './codes.ts';
import type { Problem } from './problem.ts';
import { quoteMessage, unquotedAt } from './quoting.ts';
import type { UnquotedText } from './quoting.ts';

/** Longest plan that is read, in UTF-16 units: some 20,000 tasks. Beyond it an editor would no longer feel live. */
export const longestSource = 8 * 1024 * 1024;
/** Deepest nesting that is read. The format itself needs 8 levels. */
export const deepest = 32;
/** Most values that aliases may stand for in total, so that anchors of anchors cannot multiply without end. */
const mostAliasedValues = 50_000;
/** Most syntax errors, and most repeated keys, that are reported; after the first few the rest are consequences of them. */
const mostSyntaxErrors = 50;

/** A YAML text as values with their nodes. Pure data; positions are offsets into `source`. */
export interface YamlText {
  readonly source: string;
  /** The root node, or undefined when the text is empty or cannot be read at all. */
  readonly root: Node | undefined;
  /** The text as plain values: objects, arrays, strings, numbers, booleans, null. */
  readonly value: unknown;
  /** Node each alias stands for. */
  readonly aliased: ReadonlyMap<Alias, Node>;
  /** Whether it contains anchors or aliases, whose meaning may reach beyond it. */
  readonly anchored: boolean;
  readonly problems: readonly Problem[];
}

/**
 * Reads YAML 1.2 (core schema) of any quality: never throws, and bounds what hostile input can cost. Syntax errors are
 * recovered from, so that the rest of the file still has values. Anchors, aliases and merge keys (`<<`) are resolved.
 *
 * @param keepSourceTokens keeps on each node what it was made of, for edits that must know where a "-" is
 */
export function readYaml(source: string, keepSourceTokens = false): YamlText {
  const unreadable = refuseUnreadable(source);
  if (unreadable !== undefined) {
    return { source, root: undefined, value: undefined, aliased: new Map(), anchored: false, problems: [unreadable] };
  }
  const composer = new Composer({
    schema: 'core',
    uniqueKeys: false,
    resolveKnownTags: false,
    prettyErrors: false,
    keepSourceTokens,
  });
  const documents = [...composer.compose(new Parser().parse(source), true, source.length)];
  const first = documents[0];
  const problems = first === undefined ? [] : syntaxProblems(first, source);
  const second = documents[1];
  if (second !== undefined) {
    problems.push(
      problem(
        'yaml-syntax',
        { start: second.range[0], end: Math.min(second.range[0] + 3, source.length) },
        'A second YAML document starts here, but a plan is one document. Remove the "---" or move the rest to its own file.',
      ),
    );
  }
  const root = first?.contents ?? undefined;
  const values = new Values(problems, source);
  const value = root === undefined ? undefined : values.of(root, 0);
  return { source, root, value, aliased: values.aliased, anchored: values.anchored, problems };
}

function refuseUnreadable(source: string): Problem | undefined {
  if (source.length > longestSource) {
    return problem(
      'too-large',
      { start: 0, end: 0 },
      `The plan has ${Math.ceil(source.length / 1_048_576)} MB; at most ${longestSource / 1_048_576} MB are read. ` +
        'Split it into several plans, and keep data out of it.',
    );
  }
  const deep = tooDeep(source);
  if (deep !== undefined) {
    return problem('yaml-syntax', { start: deep, end: deep + 1 }, nestedTooDeep);
  }
  const control = /[\u0000-\u0008\u000e-\u001f]/.exec(source);
  if (control === null) return undefined;
  return problem(
    'control-character',
    { start: control.index, end: control.index + 1 },
    `There is a control character here (U+${control[0].charCodeAt(0).toString(16).padStart(4, '0')}), ` +
      'so this is not a text file. Save the plan as UTF-8 text.',
  );
}

const nestedTooDeep = `Nested deeper than ${deepest} levels; nothing in a plan is that deep.`;

/** Most brackets open at once, or dashes in a row, that are read: prose may have some, and a thousand take seconds. */
const mostOpen = 500;

/** Offset at which a text is nested so deep that reading it would take long. */
function tooDeep(source: string): number | undefined {
  const dashes = new RegExp(`(?:[-?:][ \\t\\r\\n]+){${mostOpen}}`).exec(source);
  if (dashes !== null) return dashes.index;
  let open = 0;
  for (const { 0: bracket, index } of source.matchAll(/[[\]{}]/g)) {
    open = bracket === '[' || bracket === '{' ? open + 1 : Math.max(0, open - 1);
    if (open > mostOpen) return index;
  }
  return undefined;
}

/** Errors of YAML that a text without quotes brings about, where YAML reads one of its characters as its own. */
const quotable: ReadonlySet<string> = new Set(['BAD_SCALAR_START', 'BLOCK_AS_IMPLICIT_KEY', 'UNEXPECTED_TOKEN']);

function syntaxProblems(document: Document<ParsedNode, boolean>, source: string): Problem[] {
  const { length } = source;
  const spanOf = ([start, end]: readonly [number, number]): Span => ({
    start: Math.min(start, length),
    end: Math.min(Math.max(end, start + 1), length),
  });
  const told = new Set<number>();
  return [
    ...document.errors.slice(0, mostSyntaxErrors).flatMap(({ code, pos, message }) => {
      if (code === 'TAB_AS_INDENT') {
        return [problem('yaml-syntax', spanOf(pos), 'A tab is not allowed here. Indent with spaces.')];
      }
      const text = quotable.has(code) ? unquotedAt(source, pos[0]) : undefined;
      const quoted = text === undefined || text.quoted === text.written ? undefined : toQuote(text);
      if (quoted === undefined) return [problem('yaml-syntax', spanOf(pos), `This is not valid YAML: ${message}.`)];
      // What follows in the same text is a consequence of its first character.
      if (told.has(quoted.start)) return [];
      told.add(quoted.start);
      return [quoted];
    }),
    ...document.warnings
      .filter(({ code }) => code !== 'TAG_RESOLVE_FAILED')
      .slice(0, mostSyntaxErrors)
      .map(({ pos, message }) => problem('yaml-syntax', spanOf(pos), `${message}.`, { severity: 'warning' })),
  ];
}

/** Tells a person to put a text in quotes, with the quoted text as what would put it right. */
function toQuote(text: UnquotedText): Problem {
  return problem('yaml-syntax', text, quoteMessage(text), { suggestion: text.quoted });
}

/** Turns nodes into values in document order, which is the order in which anchors become visible. */
class Values {
  readonly aliased = new Map<Alias, Node>();
  anchored = false;
  readonly #problems: Problem[];
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  #expanding = 0;
  #aliasedValues = 0;
  #aliasLimitReported = false;
  #duplicates = 0;

  readonly #source: string;

  constructor(problems: Problem[], source: string) {
    this.#problems = problems;
    this.#source = source;
  }

  of(node: Node, depth: number): unknown {
    if (isAlias(node)) return this.#ofAlias(node, depth);
    if (this.#expanding > 0 && ++this.#aliasedValues > mostAliasedValues) return undefined;
    if ('anchor' in node && typeof node.anchor === 'string' && this.#expanding === 0) {
      this.#anchors.set(node.anchor, node);
      this.anchored = true;
    }
    if (isScalar(node)) {
      const meant = this.#expanding === 0 ? this.#unquoted(node) : undefined;
      if (meant !== undefined) return meant;
      return typeof node.value === 'symbol' ? String(node.value) : node.value;
    }
    if (depth >= deepest) {
      this.#problems.push(problem('yaml-syntax', spanOfNode(node), nestedTooDeep));
      return undefined;
    }
    this.#open.add(node);
    const value = isSeq(node)
      ? node.items.map((item) => this.of(item as Node, depth + 1))
      : isMap(node)
        ? this.#ofMap(node, depth)
        : undefined;
    this.#open.delete(node);
    return value;
  }

  #ofMap(node: Node & { items: unknown[] }, depth: number): unknown {
    const own = new Map<string, unknown>();
    const merged = new Map<string, unknown>();
    const firstKeys = new Map<string, Span>();
    for (const { key, value } of node.items as { key: Node; value: Node | null }[]) {
      const name = isScalar(key) ? String(key.value) : this.#ofComplexKey(key);
      if (name === undefined) continue;
      const content = value === null ? null : this.of(value, depth + 1);
      if (name === '<<' && isScalar(key) && key.type === 'PLAIN') {
        for (const source of Array.isArray(content) ? (content as unknown[]) : [content]) {
          if (typeof source !== 'object' || source === null) continue;
          for (const [name, value] of Object.entries(source)) if (!merged.has(name)) merged.set(name, value);
        }
        continue;
      }
      const first = firstKeys.get(name);
      if (first === undefined) firstKeys.set(name, spanOfNode(key));
      else if (this.#expanding === 0 && this.#duplicates++ < mostSyntaxErrors) {
        this.#problems.push(
          problem(
            'duplicate-key',
            spanOfNode(key),
            `"${name}" is here a second time, and only one of them can count. Remove one.`,
            {
              related: [{ message: `"${name}" is first set here`, ...first }],
            },
          ),
        );
      }
      own.set(name, content);
    }
    return Object.fromEntries([...merged, ...own]);
  }

  /** A plain text whose first character YAML took for a tag or an anchor, and would drop: it is reported and kept. */
  #unquoted(node: Scalar): string | undefined {
    const tagged = node.tag?.startsWith('!') === true;
    const named = node.anchor !== undefined && node.value === null;
    if (node.type !== 'PLAIN' || (!tagged && !named)) return undefined;
    const text = unquotedAt(this.#source, spanOfNode(node).start);
    if (text === undefined || !/^[!&]/.test(text.written)) return undefined;
    this.#problems.push(toQuote(text));
    return text.written;
  }

  #ofComplexKey(key: Node): undefined {
    this.#problems.push(
      problem('yaml-syntax', spanOfNode(key), 'A key must be a plain word, not a list or mapping. Write "key: value".'),
    );
    return undefined;
  }

  #ofAlias(alias: Alias, depth: number): unknown {
    this.anchored = true;
    const target = this.#anchors.get(alias.source);
    if (target === undefined) {
      const text = unquotedAt(this.#source, spanOfNode(alias).start);
      const written = `*${alias.source}`;
      this.#problems.push(
        text?.written.startsWith(written) === true
          ? toQuote(text)
          : problem('yaml-syntax', spanOfNode(alias), `${written} has no anchor &${alias.source} before it.`),
      );
      return written;
    }
    if (this.#open.has(target) || this.#aliasedValues > mostAliasedValues) {
      if (!this.#aliasLimitReported) {
        this.#aliasLimitReported = true;
        this.#problems.push(
          problem(
            'alias-limit',
            spanOfNode(alias),
            this.#open.has(target)
              ? `*${alias.source} stands for something that contains it, so it would never end. Write the value out.`
              : `Aliases in this plan expand to more than ${mostAliasedValues} values. Write out what is meant instead.`,
          ),
        );
      }
      return undefined;
    }
    this.aliased.set(alias, target);
    this.#expanding++;
    const value = this.of(target, depth);
    this.#expanding--;
    return value;
  }
}

/** Position of a node, without the blank and comment that follow it. */
export function spanOfNode(node: Node): Span {
  return { start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 };
}
