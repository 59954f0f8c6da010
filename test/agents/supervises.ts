import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { installAgent } from '../../scripts/agents/installAgent.ts';
import { isShipped, startRealRun } from '../support/realRun.ts';
import { pendingGates } from '../../src/core/queries/runQueries.ts';
import { driverOf } from '../../src/drivers/drivers.ts';
import { createRunProject, emptyRunProject } from '../support/runProject.ts';
import { smallPlan } from '../support/smallPlan.ts';
import { applySetup } from './applySetup.ts';
import { cleanEnvironment } from './cleanEnvironment.ts';
import { profileFor, setups } from './clis.ts';
import type { TestedDriver } from './clis.ts';
import { startModelServer } from './model/modelServer.ts';
import type { Script } from './model/modelServer.ts';
import { answering, handoffFor } from './model/scripts.ts';

const asks = `
import { readFileSync } from 'node:fs';
const told = /The answer of .*: (.*)/.exec(readFileSync(process.env.WAVEGATE_DIRECTIVE, 'utf8'));
if (told === null) handOff([], { status: 'blocked', question: 'How are halves rounded?' });
else { write('src/a.js', 'export const told = ' + JSON.stringify(told[1]) + ';\\n'); handOff(['src/a.js']); }
`;

/** Answers by citing a line of the repository. */
const script: Script = (conversation, session) => {
  const quote = 'Halves go to the even neighbour.';
  const cites = [{ source: 'file', where: 'docs/ledger.md', line: 1, quote }];
  const supervision = {
    answers: [{ task: 'a', text: 'To the even neighbour.', cites }],
    proposals: [],
    ranks: [],
    asks: '',
  };
  const handoff = { ...handoffFor(session, [], 'Read the ledger.'), question: '', supervision };
  return answering(handoff, conversation, 0);
};

/** Shows on a real CLI that a supervisor's structured answer is asked for, read, and reaches the agent that asked. */
export async function supervisesAs(driver: TestedDriver, name: string): Promise<void> {
  const { cli } = driverOf(driver);
  const installed = cli === undefined ? { problem: `${name} has no CLI.` } : await installAgent(cli);
  test(
    `${name} supervises a team: its answer reaches the agent that asked, with the place it rests on`,
    { skip: 'problem' in installed ? installed.problem : false },
    async (t) => {
      const model = await startModelServer();
      after(() => model.close());
      const { home } = emptyRunProject(t, 'agents');
      t.after(cleanEnvironment(home, 'bin' in installed ? [installed.bin] : []));
      const setup = setups[driver](model.url(script));
      applySetup(home, setup);
      const plan = smallPlan([[{ id: 'a', team: 'core' }]], {
        agents: { reader: { ...profileFor(driver, setup), mode: 'read-only' } },
        teams: { core: { lead: 'Ledger engineer', supervisor: { agent: 'reader', budget: { sessions: 2 } } } },
      });
      const files = { 'src/base.js': '', 'src/a.js': '', 'docs/ledger.md': 'Halves go to the even neighbour.\n' };
      const project = createRunProject(t, { plan, agents: { a: asks }, files });
      const run = await startRealRun(project);
      const state = await run.drive((now) => isShipped(now) || pendingGates(now).some(({ kind }) => kind === 'answer'));
      assert.ok(isShipped(state), 'no person was asked');
      const { result } = state.sessions['supervise~core~1~core'] ?? {};
      assert.equal(result?.supervision?.answers[0]?.cites[0]?.found, true, result?.message);
      const told = Object.values(state.sessions)
        .find(({ subject }) => subject === 'a')
        ?.answers?.at(-1);
      assert.deepEqual([told?.text, told?.by?.team], ['To the even neighbour.', 'core']);
    },
  );
}
