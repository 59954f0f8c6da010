/**
 * Task or command that does not run once a task of rake is red: a prerequisite that comes after it, or a further task that was asked for.
 *
 * @param command as the plan has it
 * @param text what rake printed
 * @param rakefile its tasks, as far as they are written in the repository
 */
export function unreachedTask(command: string, text: string, rakefile: string): string | undefined {
  const chain = /^Tasks: TOP => (\S.*?)(?: \(See full trace.*)?$/m.exec(text)?.[1]?.split(' => ');
  const [top] = chain ?? [];
  if (chain === undefined || top === undefined) return undefined;
  const asked = tasksAsked(command);
  const at = asked.indexOf(top);
  if (at >= 0 && asked[at + 1] !== undefined) return asked[at + 1];
  for (const [index, task] of chain.slice(1).entries()) {
    const parent = chain[index] ?? '';
    const needs = prerequisites(parent, rakefile);
    const place = needs?.indexOf(task) ?? -1;
    if (needs === undefined || place < 0) return `what ${parent} needs besides ${task}`;
    if (needs[place + 1] !== undefined) return needs[place + 1];
  }
  return nextLine(chain.at(-1) ?? '', text, rakefile);
}

/** Tasks of the command line; none stands for the default one. */
function tasksAsked(command: string): readonly string[] {
  const words = /\brake\b(.*)$/.exec(command)?.[1]?.split(/\s+/) ?? [];
  return words.filter((word) => /^[a-z]/i.test(word) && !word.includes('='));
}

/** Names that a task needs first, in order; undefined where they are not written out. */
function prerequisites(task: string, rakefile: string): readonly string[] | undefined {
  const name = (task.split(':').at(-1) ?? task).replace(/[^\w-]/g, '');
  const written = new RegExp(
    `^\\s*(?:multi)?task\\b[ (]*(?::?["']?${name}["']?(?:, *\\[[^\\]]*\\])?\\s*=>|["']?${name}["']?:)\\s*(\\[[^\\]]*\\]|%[wi][\\[({][^\\])}]*[\\])}]|:?["']?[\\w:-]+["']?)`,
    'gm',
  );
  const lists = [...rakefile.matchAll(written)].flatMap(([, list = '']) =>
    [...list.replace(/^%[wi]/, '').matchAll(/[\w:-]+/g)].map(([need]) => need.replace(/^:/, '')),
  );
  return lists.length === 0 ? undefined : lists;
}

/** The command that a task gives to the shell after the one that was red. */
function nextLine(task: string, text: string, rakefile: string): string | undefined {
  const red = /^Command failed with status \(\d+\): \[(.+?)(?:\.\.\.)?\]$/m.exec(text)?.[1];
  if (red === undefined) return undefined;
  const lines = rakefile.split('\n').flatMap((line) => {
    const given = /^\s*(?:sh|ruby)[ (]+(["'])(.+?)\1/.exec(line)?.[2];
    return given === undefined ? (/^\s*(?:multi)?task\b|^end\b/.test(line) ? [''] : []) : [given];
  });
  const at = lines.findIndex((line) => line !== '' && (line.startsWith(red) || red.endsWith(line)));
  const next = at < 0 ? undefined : lines[at + 1];
  return next === undefined || next === '' || task === '' ? undefined : next;
}
