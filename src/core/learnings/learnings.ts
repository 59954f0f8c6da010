/** Sentence that a run has taught, for people to accept, edit or dismiss. */
export interface Learning {
  /** Names it in the file, so that it is proposed once. */
  readonly id: string;
  readonly text: string;
  /** Its place in the record, for people. */
  readonly evidence: string;
}

/** The file of a repository that keeps learnings, from its root. Commit it: a run reads it at its base. */
export const learningsFile = '.wavegate/learnings.md';

/** Characters that agents are given of it. */
export const learnedLimit = 3000;

const dismissedTitle = '## Dismissed';
const head = `# Learnings

What runs have taught, as people accepted it. Planners and agents of later runs are given the list, the newest when it is too
long. Edit it like any other file.

`;

/** Sentences of a learnings file that agents are given, oldest first; what was dismissed is not among them. */
export function learnedIn(text: string): readonly string[] {
  return text
    .slice(0, dismissedAt(text))
    .split('\n')
    .flatMap((line) =>
      /^[-*] \S/.test(line)
        ? [
            line
              .slice(2)
              .replace(/<!--.*?-->/g, '')
              .trim(),
          ]
        : [],
    )
    .filter((line) => line !== '');
}

/** The newest sentences within a number of characters, oldest first; how many were left out is said. */
export function learnedDigest(sentences: readonly string[], limit = learnedLimit): readonly string[] {
  const kept: string[] = [];
  let left = limit;
  for (const sentence of [...sentences].reverse()) {
    const line = sentence.slice(0, Math.min(limit, 600));
    if (line.length > left) break;
    left -= line.length;
    kept.unshift(line);
  }
  const omitted = sentences.length - kept.length;
  return omitted === 0 ? kept : [...kept, `(${omitted} older ones are left out; see ${learningsFile}.)`];
}

/** Whether a file has an entry of this id already, accepted or dismissed. */
export function isSettled(text: string, { id }: Pick<Learning, 'id'>): boolean {
  return text.includes(`<!-- ${id} -->`);
}

/**
 * The text of the file with learnings settled. Everything that is in it stays.
 *
 * @param text empty where there is no file yet
 */
export function settled(
  text: string,
  accepted: readonly Learning[],
  dismissed: readonly (Learning & { readonly why: string })[],
): string {
  const before = text.trim() === '' ? head : text;
  const at = dismissedAt(before);
  const [list, rest] = [before.slice(0, at), before.slice(at + dismissedTitle.length)];
  const entries = accepted.map(({ id, text: sentence }) => `- ${oneLine(sentence)} <!-- ${id} -->\n`);
  const left = dismissed.map(
    ({ id, text: sentence, why }) => `- ${oneLine(sentence)} (${oneLine(why)}) <!-- ${id} -->\n`,
  );
  const upper = entries.length === 0 ? list : `${list.trimEnd()}\n${list === head ? '\n' : ''}${entries.join('')}`;
  if (left.length === 0 && at === before.length) return upper;
  return `${upper.trimEnd()}\n\n${dismissedTitle}\n\n${[rest.trim(), left.join('').trimEnd()].filter((part) => part !== '').join('\n')}\n`;
}

/** Place of the list of what was dismissed, below a heading of its own; the end of the text where there is none. */
function dismissedAt(text: string): number {
  const at = text.search(/^## Dismissed[ \t]*$/m);
  return at === -1 ? text.length : at;
}

/** Without marks of comments, also where taking some away makes others: what is in one is not seen. */
function oneLine(text: string): string {
  let plain = text;
  for (let before = ''; before !== plain;) {
    before = plain;
    plain = before.replace(/<!--|-->/g, '');
  }
  return plain.replace(/\s+/g, ' ').trim();
}
