import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { pendingGates } from '../../../src/core/queries/runQueries.ts';
import { isShipped, startRealRun } from '../../support/realRun.ts';
import { createRunProject, emptyRunProject } from '../../support/runProject.ts';
import { smallPlan } from '../../support/smallPlan.ts';
import { applySetup } from '../applySetup.ts';
import { installAgents } from '../installAgents.ts';
import { cleanEnvironment } from '../cleanEnvironment.ts';
import { profileFor, setups } from '../clis.ts';
import { startModelServer } from '../model/modelServer.ts';
import type { Script } from '../model/modelServer.ts';
import { answering, handoffFor } from '../model/scripts.ts';

const drivers = ['claude', 'codex'] as const;
const { bins, skip } = await installAgents(...drivers);

/** Each supervises the team of its name, whose task has the name of the team, too. */
const asks = `
import { readFileSync } from 'node:fs';
const told = /The answer of .*: (.*)/.exec(readFileSync(process.env.WAVEGATE_DIRECTIVE, 'utf8'));
const file = 'src/' + task + '.js';
if (told === null) handOff([], { status: 'blocked', question: 'How are halves rounded?' });
else { write(file, 'export const told = ' + JSON.stringify(told[1]) + ';\\n'); handOff([file]); }
`;

/** Answers by citing a line of the repository. */
const script: Script = (conversation, session) => {
  const quote = 'Halves go to the even neighbour.';
  const cites = [{ source: 'file', where: 'docs/ledger.md', line: 1, quote }];
  const supervision = {
    answers: [{ task: session['WAVEGATE_TASK'] ?? '', text: 'To the even neighbour.', cites }],
    proposals: [],
    ranks: [],
    asks: '',
  };
  const handoff = { ...handoffFor(session, [], 'Read the ledger.'), question: '', supervision };
  return answering(handoff, conversation, 0);
};

test(
  'Claude Code and Codex supervise a team each: their answers reach the agents that asked, with the place they rest on',
  { skip },
  async (t) => {
    const model = await startModelServer();
    after(() => model.close());
    const { home } = emptyRunProject(t, 'agents');
    t.after(cleanEnvironment(home, bins));
    const url = model.url(script);
    for (const driver of drivers) applySetup(home, setups[driver](url));
    const readers = drivers.map((driver) => {
      const profile = { ...profileFor(driver, setups[driver](url)), mode: 'read-only' };
      return [`reader-${driver}`, profile] as const;
    });
    const teams = drivers.map((driver) => {
      const supervisor = { agent: `reader-${driver}`, budget: { sessions: 2 } };
      return [driver, { lead: 'Ledger engineer', supervisor }] as const;
    });
    const plan = smallPlan([drivers.map((id) => ({ id, team: id }))], {
      agents: Object.fromEntries(readers),
      teams: Object.fromEntries(teams),
    });
    const sources = Object.fromEntries(['base', ...drivers].map((name) => [`src/${name}.js`, '']));
    const files = { ...sources, 'docs/ledger.md': 'Halves go to the even neighbour.\n' };
    const project = createRunProject(t, { plan, agents: { claude: asks, codex: asks }, files });
    const run = await startRealRun(project);
    const state = await run.drive((now) => isShipped(now) || pendingGates(now).some(({ kind }) => kind === 'answer'));
    assert.ok(isShipped(state), 'no person was asked');
    for (const driver of drivers) {
      const { result } = state.sessions[`supervise~${driver}~1~${driver}`] ?? {};
      assert.equal(result?.supervision?.answers[0]?.cites[0]?.found, true, result?.message);
      const told = Object.values(state.sessions)
        .find(({ subject, kind }) => subject === driver && kind === 'implement')
        ?.answers?.at(-1);
      assert.deepEqual([told?.text, told?.by?.team], ['To the even neighbour.', driver]);
    }
  },
);
