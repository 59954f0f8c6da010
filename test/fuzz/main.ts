import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { blockPlan, flowPlan } from '../unit/core/planRules/examplePlans.ts';
import { fuzzPlans } from './fuzzPlans.ts';
import { runGitPrograms } from './gitPrograms/gitPrograms.ts';
import { fuzzRuns } from './runs/fuzzRuns.ts';

// `npm run fuzz [-- plans|runs|git [COUNT [SEED]]]`: 10,000 damaged plans, 10,000 runs and 2,000 programs of git commands,
// unless said otherwise. A failure names its seed.

const [what, count, seed] = process.argv.slice(2);
const chosen = seed === undefined ? undefined : Number(seed);
if (what !== undefined && what !== 'plans' && what !== 'runs' && what !== 'git') {
  console.error(`There is nothing called ${what} to fuzz. Use: npm run fuzz [-- plans|runs|git [COUNT [SEED]]]`);
  process.exit(2);
}
if (what === undefined || what === 'plans') {
  const sample = path.join(import.meta.dirname, '..', '..', 'samples', 'packhorse', 'packhorse.waveplan.yaml');
  const plans = [blockPlan, blockPlan.replaceAll('\n', '\r\n'), flowPlan, await readFile(sample, 'utf8')];
  const wanted = Number(count ?? 10_000);
  const started = performance.now();
  fuzzPlans(plans, wanted, chosen);
  console.log(`${wanted} damaged plans in ${seconds(started)} s, and an answer to each.`);
}
if (what === undefined || what === 'runs') {
  const wanted = Number(count ?? 10_000);
  const started = performance.now();
  fuzzRuns(wanted, chosen);
  console.log(`${wanted} runs in ${seconds(started)} s, and each kept its invariants.`);
}
if (what === undefined || what === 'git') {
  const started = performance.now();
  const run = await runGitPrograms({ count: Number(count ?? 2_000), ...(chosen !== undefined && { seed: chosen }) });
  console.log(`${run} programs of git commands in ${seconds(started)} s: agents changed nothing of the person's.`);
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 1000);
}
