import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { blockPlan, flowPlan } from '../unit/plan/examplePlans.ts';
import { fuzzPlans } from './fuzzPlans.ts';

// `npm run fuzz [-- COUNT [SEED]]`: damaged plans by the thousand, 10,000 unless said otherwise. A failure names its seed.

const [count = '10000', seed] = process.argv.slice(2);
const sample = path.join(import.meta.dirname, '..', '..', 'samples', 'packhorse', 'packhorse.waveplan.yaml');
const plans = [blockPlan, blockPlan.replaceAll('\n', '\r\n'), flowPlan, await readFile(sample, 'utf8')];
const started = performance.now();
fuzzPlans(plans, Number(count), seed === undefined ? undefined : Number(seed));
console.log(`${count} damaged plans in ${Math.round((performance.now() - started) / 1000)} s, and an answer to each.`);
