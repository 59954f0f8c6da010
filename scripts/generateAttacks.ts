import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatted } from './formatted.ts';

/**
 * Writes docs/attacks.md from test/adversarial: each test there says above itself what it attacks and what stops it, as
 * `// Attack A: … Stopped by: ….`
 */
const root = path.join(import.meta.dirname, '..');
const folder = path.join(root, 'test', 'adversarial');
const page = path.join(root, 'docs', 'attacks.md');

interface Attack {
  readonly pattern: string;
  readonly what: string;
  readonly stoppedBy: string;
  readonly file: string;
  readonly test: string;
}

/** @throws Error for a test that does not say what it attacks */
export async function attacksPage(): Promise<string> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  const attacks = files.sort().flatMap((file) => attacksOf(file, readFileSync(path.join(folder, file), 'utf8')));
  attacks.sort((a, b) => order(a.pattern) - order(b.pattern));
  const text = `# Attacks

What agents did to runs, and what they could do, each tried by a program in \`test/adversarial\` under the real engine with
real git. Letters are the failure patterns the gates were made for; \`beyond\` are further ones; in the rows marked \`none\`
nothing may be stopped. The numbers are the mechanical steps of a wave. Written by \`node scripts/generateAttacks.ts\`.

| | what an agent does | what stops it | test |
| --- | --- | --- | --- |
${attacks.map(row).join('\n')}
`;
  return formatted(page, text);
}

function row({ pattern, what, stoppedBy, file, test }: Attack): string {
  return `| ${pattern} | ${what} | ${stoppedBy} | ${test} ([${file}](../test/adversarial/${file})) |`;
}

/** A to G, then beyond, then none. */
function order(pattern: string): number {
  return pattern.length === 1 ? pattern.charCodeAt(0) : pattern === 'beyond' ? 200 : 300;
}

/**
 * Lines that say an attack, and names of tests; the name stands on the same line as the call or on the next. Several attacks
 * on one run are steps of one test.
 */
const marks =
  /^ *\/\/ Attack (\w+): (.*?)\. Stopped by: (.*)\.$|^(?:test|( +)await t\.test)\(\s*(?:'(.*?)'|"(.*?)"),/gm;

function attacksOf(file: string, text: string): readonly Attack[] {
  const attacks: Attack[] = [];
  let said: Omit<Attack, 'file' | 'test'>[] = [];
  /** Name of a test that has not said yet what it attacks, where none of its steps does either. */
  let silent: string | undefined;
  const isComplete = (): void => {
    if (silent !== undefined) throw new Error(`${file}: "${silent}" does not say what it attacks.`);
  };
  for (const [, pattern, what = '', stoppedBy = '', step, single, double] of text.matchAll(marks)) {
    if (pattern !== undefined) {
      said.push({ pattern, what, stoppedBy });
      continue;
    }
    const test = single ?? double ?? '';
    if (step === undefined) {
      isComplete();
      silent = test;
    }
    if (said.length === 0) continue;
    silent = undefined;
    attacks.push(...said.map((attack) => ({ ...attack, file, test })));
    said = [];
  }
  isComplete();
  return attacks;
}

if (process.argv[1] === import.meta.filename) writeFileSync(page, await attacksPage());
