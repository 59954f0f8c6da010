import type { TestContext } from 'node:test';
import { startHostileWave } from './hostileWave.ts';
import type { HostileWave } from './hostileWave.ts';
import { hasFailed } from './realRun.ts';
import type { RunSetup } from './realRun.ts';

/** The file in conflict. */
export const plan = 'change.waveplan.yaml';

/** Changes the plan, which is revised on the run branch meanwhile; `resolve` is what it does with the conflict. */
const first = (resolve: string) => `
  import { readFileSync } from 'node:fs';
  const plan = readFileSync('${plan}', 'utf8');
  if (task.startsWith('resolve')) {
    ${resolve}
  } else {
    write('${plan}', plan.replaceAll('"src/b.js"', '"src/b.js", "src/of-a.js"'));
    write('src/a.js', "export const done = 'a';\\n");
    handOff(['${plan}', 'src/a.js']);
  }`;

/** Needs a file that is not its own, and takes its work over once it is. */
const second = `
  import { readFileSync } from 'node:fs';
  const offered = /git (restore --source=[^\\u0060]*)/.exec(readFileSync(process.env.WAVEGATE_DIRECTIVE, 'utf8'))?.[1];
  if (offered) git(...offered.split(' '));
  else { work(); write('src/extra.js', 'export const extra = 1;\\n'); }
  handOff(['src/b.js', 'src/extra.js']);`;

/** Keeps what both have changed. */
export const resolution = `
  const resolved = plan.replace(/<<<<<<< .*\\n([^]*?)\\n?=======\\n[^]*?>>>>>>> .*\\n/g, '$1\\n').replace(', src/extra.js', ', src/of-a.js, src/extra.js');
  write('${plan}', resolved);
  handOff(['${plan}']);`;

/** A wave whose first task was done before the plan was revised, in the same place that the task has changed. */
export async function inConflict(t: TestContext, resolve: string, setup: RunSetup = {}): Promise<HostileWave> {
  const owns = { a: { owns: ['src/a.js', plan] } };
  const wave = await startHostileWave(t, { a: first(resolve), b: second }, { tasks: owns, setup });
  await wave.run.drive(hasFailed);
  return wave;
}

/** What the person does about it: the second task gets the file it needs. */
export const amend = { adapt: () => ({ strategy: 'amend' as const, task: 'b' }) };
