import { it } from 'node:test';
import { fuzzRuns } from '../../../fuzz/runs/fuzzRuns.ts';

// `npm run fuzz` drives 10,000. Of 49 defects that were planted in the core, these 2,000 find all but three, which change no run of them.
it('no wave starts without its decisions, no decision is used twice, every session ends once, replay gives the same state', () => {
  fuzzRuns(2_000);
});
