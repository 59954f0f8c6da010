import { stepsOfLine } from './commandLine.ts';
import type { LineStep } from './commandLine.ts';
import type { SlotKind, StepShape, WordShape } from './model.ts';

/** Names by which words of a session's commands are known to differ from those of another. */
export interface Surroundings {
  /** Absolute path of its worktree. */
  readonly worktree: string;
  /** Id of its task, or the name of its work. */
  readonly subject: string;
}

/** Shape of a command, and the values of what was taken out of it. */
export interface ShapedStep {
  readonly shape: StepShape;
  readonly values: readonly string[];
}

/** Programs whose first argument names the program that they run. */
const interpreters = /^(?:node|python\d?(?:\.\d+)?|ruby|perl|php|bash|sh|zsh|deno|bun|tsx|ts-node|java)$/;
/** Options after which the next word of an interpreter is no program. */
const withoutProgram = /^(?:--test|--check|-[ecpm]|--eval|--print)$/;
const longestText = 1_000;

/** Shapes of the commands of a line, in order. */
export function shapesOfLine(line: string, { worktree, subject }: Surroundings): readonly ShapedStep[] {
  const own = worktree === '' ? line : line.replaceAll(worktree, '.').replaceAll(worktree.replaceAll('\\', '/'), '.');
  return stepsOfLine(own).map((step) => shapeOf(step, subject));
}

function shapeOf({ folder, variables, words, shell }: LineStep, subject: string): ShapedStep {
  const values: string[] = [];
  const take = (word: string, kind: SlotKind | undefined, beginning = ''): WordShape => {
    if (kind === undefined) return beginning + word;
    values.push(word);
    return [beginning, kind];
  };
  return {
    shape: {
      folder: take(folder, folder === '' ? undefined : kindOf(folder, subject)),
      variables: variables.map(([name, value]) => [name, take(value, kindOf(value, subject))] as const),
      words: shell ? words.map((word) => shellWord(word, subject, take)) : programWords(words, subject, take),
      shell,
    },
    values,
  };
}

type Take = (word: string, kind: SlotKind | undefined, beginning?: string) => WordShape;

/** Quoted or joined text of a shell's line stays as it is: only words that stand alone are understood. */
function shellWord(word: string, subject: string, take: Take): WordShape {
  return /^[\w./@:+-]+$/.test(word) ? argument(word, subject, take, false) : word;
}

function programWords(words: readonly string[], subject: string, take: Take): readonly WordShape[] {
  const [program = '', ...rest] = words;
  let free = false;
  let isProgramNext = interpreters.test(program);
  return [
    program,
    ...rest.map((word) => {
      if (word === '--' && !free) {
        free = true;
        return word;
      }
      if (isProgramNext && withoutProgram.test(word)) isProgramNext = false;
      if (isProgramNext && !word.startsWith('-')) {
        isProgramNext = false;
        return word.replace(/^\.\//, '');
      }
      return argument(word, subject, take, free);
    }),
  ];
}

function argument(word: string, subject: string, take: Take, free: boolean): WordShape {
  const [option, beginning = '', value = ''] = /^(--?[A-Za-z][\w-]*=)([\s\S]+)$/.exec(word) ?? [];
  if (option !== undefined) return take(value, kindOf(value, subject), beginning);
  const [short, digits = ''] = /^-(\d+)$/.exec(word) ?? [];
  if (short !== undefined) return take(digits, 'number', '-');
  if (word.startsWith('-')) return word;
  return take(word, kindOf(word, subject) ?? (free && word !== '' ? 'word' : undefined));
}

/** Kind of a word that differs from use to use; undefined for one that says what the command is. */
function kindOf(word: string, subject: string): SlotKind | undefined {
  if (word === '' || word.length > longestText) return undefined;
  if (word === subject) return 'task';
  if (/^\d+(?:\.\d+)?$/.test(word)) return 'number';
  if (/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(word)) return 'id';
  if (/^(?=.*\d)[0-9a-f]{7,64}$/.test(word)) return 'commit';
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(word)) return 'url';
  if (/^(?:\/tmp\/|\/var\/folders\/|\/private\/|\/dev\/shm\/|[A-Za-z]:\\.*\\Temp\\)/i.test(word)) return 'scratch';
  if (/\s/.test(word)) return 'text';
  if (/^@[\w.-]+\/[\w.-]+$/.test(word)) return 'word';
  if (/[/\\]/.test(word) || /^[\w.*[\]{},()-]*[\w*)\]}]\.[A-Za-z][A-Za-z0-9]{0,5}$/.test(word)) return 'path';
  if (/^[A-Za-z][\w.-]*[-_]\d+$/.test(word)) return 'name';
  return undefined;
}

/** Places of a shape where something was taken out, in the order of their values. */
export function slotsOf({ folder, variables, words }: StepShape): readonly SlotKind[] {
  return [folder, ...variables.map(([, value]) => value), ...words].flatMap((word) =>
    typeof word === 'string' ? [] : [word[1]],
  );
}

/** Text of a command, with words put in the place of what was taken out. */
export function stepText({ folder, variables, words }: StepShape, fill: (slot: number) => string): string {
  let slot = 0;
  const text = (word: WordShape): string => (typeof word === 'string' ? word : word[0] + fill(slot++));
  const where = text(folder);
  const set = variables.map(([name, value]) => `${name}=${text(value)} `).join('');
  const line = words.map((word) => quotedWord(text(word), typeof word === 'string')).join(' ');
  return `${where === '' ? '' : `cd ${where} && `}${set}${line}`;
}

function quotedWord(word: string, literal: boolean): string {
  return literal && (/\s/.test(word) || word === '') && !/["'|;&<>\n]/.test(word) ? `"${word}"` : word;
}
