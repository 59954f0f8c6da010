import { flowLines } from './flows.ts';
import type { Flow, FlowSlot, FlowStep } from './flows.ts';
import type { WordShape } from './model.ts';

/**
 * Text of a Node script that runs a flow, from what was seen: the commands in order until one fails, in the folder that agents
 * ran them in; what differed between uses is an argument.
 *
 * @param file of the script, from the root of the repository, with forward slashes
 */
export function flowScript(flow: Flow, file: string): string {
  const { steps, parameters, uses, runs } = flow;
  const names = parameters.map(({ name }) => name);
  const usage = commandOfScript(
    file,
    names.map((name) => name.toUpperCase()),
  );
  const needsShell = steps.some(({ shape }) => shape.shell);
  const up =
    file
      .split('/')
      .slice(1)
      .map(() => '..')
      .join('/') || '.';
  return `#!/usr/bin/env node
// ${comment(`Commands that agents ran ${uses.length} times in ${runs === 1 ? 'one run' : `${runs} runs`}, written by \`wavegate flows\`. Ends with the first that fails.`)}
//   ${usage}
${needsShell ? '// At least one of them is a line for a shell, and needs the kind of shell that the agents had.\n' : ''}import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL(${string(`${up}/`)}, import.meta.url));
${names.length === 0 ? '' : `const [${names.join(', ')}] = process.argv.slice(2);\n`}if (process.argv.length !== ${names.length + 2}) {
  console.error(${string(`Usage: ${usage}`)});
  process.exit(2);
}

${steps.map((step) => callOf(step, names)).join('\n')}
${helpers(needsShell)}`;
}

/** Place of the script of a flow, from the root of the repository, unless another is named. @param flow its name */
export function scriptFileOf(flow: string): string {
  return `scripts/${flow}.mjs`;
}

/** Command line that starts a script. @param words its arguments */
export function commandOfScript(file: string, words: readonly string[]): string {
  return ['node', file, ...words.map(quotedArgument)].join(' ');
}

function quotedArgument(word: string): string {
  if (/^[\w./@:=,+-]+$/.test(word)) return word;
  return word.includes("'") ? `"${word.replace(/["\\$`]/g, '\\$&')}"` : `'${word}'`;
}

/** Arguments of its latest use. */
export function latestArguments({ parameters }: Flow): readonly string[] {
  return parameters.map(({ latest }) => latest);
}

function callOf({ shape, slots }: FlowStep, names: readonly string[]): string {
  let at = 0;
  const expression = (word: WordShape, quoted = false): string => {
    if (typeof word === 'string') return string(word);
    const slot: FlowSlot = slots[at++] ?? '';
    if (typeof slot === 'string') return string(word[0] + slot);
    const value = quoted ? `quoted(${names[slot] ?? ''})` : (names[slot] ?? '');
    return word[0] === '' ? value : `${string(word[0])} + ${value}`;
  };
  const folder = shape.folder === '' ? [] : [`folder: ${expression(shape.folder)}`];
  const variables = shape.variables.map(([name, value]) => `${name}: ${expression(value)}`);
  const options = [...folder, ...(variables.length === 0 ? [] : [`env: { ${variables.join(', ')} }`])];
  const words = shape.words.map((word) => expression(word, shape.shell));
  const rest = options.length === 0 ? '' : `, { ${options.join(', ')} }`;
  return shape.shell ? `shell([${words.join(', ')}]${rest});` : `run([${words.join(', ')}]${rest});`;
}

/** Functions at the end of a script. They come last, so that people read the commands first. */
function helpers(needsShell: boolean): string {
  return `
/** Runs a program. On Windows npm and its like are files that only a shell starts. */
function run(words, options) {
  console.log(\`$ \${words.join(' ')}\`);
  if (process.platform !== 'win32') return finish(spawnSync(words[0], words.slice(1), surroundings(options)), words[0]);
  const odd = words.find((word) => /["%\\r\\n]/.test(word));
  if (odd !== undefined) throw new Error(\`Windows cannot be given this argument safely: \${odd}\`);
  const line = words.map((word) => (/^[\\w./:@=+-]+$/.test(word) ? word : \`"\${word}"\`)).join(' ');
  return finish(spawnSync(line, { ...surroundings(options), shell: true }), words[0]);
}
${
  needsShell
    ? `
/** Runs a line that only a shell understands. */
function shell(words, options) {
  const line = words.join(' ');
  console.log(\`$ \${line}\`);
  return finish(spawnSync(line, { ...surroundings(options), shell: true }), line);
}

function quoted(word) {
  return process.platform === 'win32' ? \`"\${word.replaceAll('"', '')}"\` : \`'\${word.replaceAll("'", "'\\\\''")}'\`;
}
`
    : ''
}
function surroundings({ folder = '.', env = {} } = {}) {
  return { cwd: resolve(root, folder), env: { ...process.env, ...env }, stdio: 'inherit' };
}

function finish({ status, error }, what) {
  if (error !== undefined) console.error(\`\${what} cannot be started: \${error.message}\`);
  if (status !== 0) process.exit(status ?? 1);
}
`;
}

function comment(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}

/** A text as JavaScript has it. */
function string(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** Sentence for agents and people that says when to run a script. */
export function scriptSentence(flow: Pick<Flow, 'steps' | 'parameters'>, file: string): string {
  const command = commandOfScript(
    file,
    flow.parameters.map(({ name }) => name.toUpperCase()),
  );
  const lines = flowLines(flow).map((line) => `\`${line.replaceAll('`', "'")}\``);
  const last = lines.at(-1) ?? '';
  return `Run \`${command}\` instead of ${lines.slice(0, -1).join(', ')} and ${last} one by one: it runs them in this order and ends with the first that fails.`;
}
