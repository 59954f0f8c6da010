import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

interface Config {
  readonly runner: string;
  readonly name: RegExp;
  /** Setting in it that makes the runner stop at its first failure, where the output does not show it. */
  readonly stops: RegExp;
}

const configs: readonly Config[] = [
  { runner: 'rspec', name: /^\.rspec(?:-local)?$/, stops: /(?:^|\s)--fail-fast(?:=[1-9]\d*)?(?=\s|$)/ },
  { runner: 'mocha', name: /^\.mocharc\.(?:[cm]?js|jsonc?|ya?ml)$/, stops: /["']?\bbail["']?\s*:\s*true\b/ },
  { runner: 'mocha', name: /^package\.json$/, stops: /"mocha"\s*:\s*\{[^}]*"bail"\s*:\s*true\b/ },
  { runner: 'ava', name: /^ava\.config\.[cm]?js$/, stops: /\bfailFast["']?\s*:\s*true\b/ },
  { runner: 'ava', name: /^package\.json$/, stops: /"ava"\s*:\s*\{[^}]*"failFast"\s*:\s*true\b/ },
  {
    runner: 'phpunit',
    name: /^phpunit(?:\.dist)?\.xml(?:\.dist)?$/,
    stops: /\bstopOn(?:Failure|Error|Defect)\s*=\s*"true"/,
  },
  { runner: 'vitest', name: /^vite(?:st)?\.config\.[cm]?[jt]s$/, stops: /\bbail["']?\s*:\s*[1-9]\d*/ },
  { runner: 'jest', name: /^jest\.config\.(?:[cm]?[jt]s|json)$/, stops: /["']?\bbail["']?\s*:\s*(?:true\b|[1-9]\d*)/ },
  { runner: 'jest', name: /^package\.json$/, stops: /"jest"\s*:\s*\{[^}]*"bail"\s*:\s*(?:true\b|[1-9]\d*)/ },
  { runner: 'playwright', name: /^playwright\.config\.[cm]?[jt]s$/, stops: /\bmaxFailures["']?\s*:\s*[1-9]\d*/ },
];
const passedBy = new Set(['node_modules', '.git', 'vendor', 'target', 'dist', 'build']);
/** Packages of a monorepo are a folder or two down. */
const deepest = 2;

/**
 * Sentences about configuration files in which a runner is told to stop at its first failure.
 *
 * @param root folder the check ran in
 * @param runners whose failures were read
 * @param said the command and what it printed: JUnit XML does not say which runner wrote it
 */
export async function configuredStops(
  root: string,
  runners: readonly string[],
  said: string,
): Promise<readonly string[]> {
  const inXml = (runner: string) => runners.includes('JUnit XML') && new RegExp(`\\b${runner}\\b`, 'i').test(said);
  const asked = configs.filter(({ runner }) => runners.includes(runner) || inXml(runner));
  if (asked.length === 0) return [];
  return (await configsBelow(root, '', asked, 0)).slice(0, 2);
}

async function configsBelow(
  root: string,
  folder: string,
  asked: readonly Config[],
  depth: number,
): Promise<readonly string[]> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries) {
    const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (depth < deepest && !passedBy.has(entry.name))
        found.push(...(await configsBelow(root, file, asked, depth + 1)));
      continue;
    }
    const known = asked.filter(({ name }) => name.test(entry.name));
    if (known.length === 0) continue;
    const content = withoutComments(await readFile(path.join(root, file), 'utf8').catch(() => ''));
    for (const { stops } of known) {
      const option = stops.exec(content)?.[0].trim();
      if (option === undefined) continue;
      found.push(`"${shortened(option)}" in ${file} stops at the first failure, so the rest never ran. Take it out.`);
    }
  }
  return found;
}

const withoutComments = (content: string) =>
  content.replace(/^\s*(?:\/\/|#).*$/gm, '').replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->/g, '');

/** The option itself, where it was found within the settings of its runner. */
const shortened = (option: string) => option.replace(/^.*[{,]\s*(?=")/s, '').replaceAll('"', "'");
