import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { PlanWorkspace } from '../languageServer/planWorkspace.ts';
import { planFacts, repositoryFiles, repositoryRoot } from './planFacts.ts';

/** Largest plan file that is looked at for names it shares with an open one, in characters. */
const longestPlan = 2_000_000;

/** This machine as the language server asks about it. */
export function createPlanWorkspace(): PlanWorkspace {
  return {
    async facts(uri, asked) {
      const file = pathOf(uri);
      return file === undefined ? {} : planFacts(file, asked);
    },
    async otherPlans(uri) {
      const file = pathOf(uri);
      const root = file === undefined ? undefined : await repositoryRoot(path.dirname(file));
      if (file === undefined || root === undefined) return [];
      const plans = (await repositoryFiles(root))
        .filter((name) => /\.waveplan\.ya?ml$/.test(name))
        .map((name) => path.join(root, ...name.split('/')))
        .filter((name) => path.relative(name, file) !== '');
      const texts = await Promise.all(plans.map((name) => readFile(name, 'utf8').catch(() => '')));
      return plans.flatMap((name, index) => {
        const text = texts[index] ?? '';
        return text === '' || text.length > longestPlan ? [] : [{ uri: pathToFileURL(name).href, text }];
      });
    },
  };
}

/** The file of a document, unless it is not on this machine's disk. */
function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    // On another machine, or no path that this system can have.
    return undefined;
  }
}
