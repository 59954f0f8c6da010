import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parsePlan } from '../../../../src/core/planRules/check/parsePlan.ts';
import { NewPlanCommand } from '../../../../src/editor/commands/newPlanCommand.ts';
import { PastRunCommands } from '../../../../src/editor/commands/pastRunCommands.ts';
import { commands } from '../../../../src/editor/shared/contributions.ts';
import type { AgentFact } from '../../../../src/ports/machineService.ts';
import { editorOn } from '../../../support/editorOn.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import { SimulatedRun } from '../../../support/simulatedRun.ts';
import { shippedRun } from '../../../support/states.ts';

const agent = (driver: AgentFact['driver'], title: string): AgentFact => ({
  ...{ driver, title, version: '1.0.0', testedVersion: '1.0.0', note: '', install: '' },
});
const claude = agent('claude', 'Claude Code');
const codex = agent('codex', 'Codex');
const small = { to: 'What is it for?', with: 'Small change' };
const named = { to: 'What is the whole change called?', with: 'One logger, for all!' };

async function creating(answers: readonly Answer[], agents: readonly AgentFact[] = [], folders?: readonly string[]) {
  const editor = await editorOn(new SimulatedRun(), answers, folders);
  new NewPlanCommand(editor.api, editor.connection).register(editor.registry);
  Object.assign(editor.service.machine, { findAgents: () => Promise.resolve(agents) });
  return editor;
}

describe('New Plan', () => {
  it('asks what it is for and what it is called, and opens a plan of that name, saved', async () => {
    const { invoke, vscode } = await creating([small, named]);
    const log = await invoke(commands.newPlan);
    assert.deepEqual(log, [
      'asks: What is it for? [Small change, Feature, Migration over more than 100 files, Meta-plan, to production]',
      'asks: New Plan | What is the whole change called?',
      'shows /repository/one-logger-for-all.waveplan.yaml',
    ]);
    const plan = vscode.documents.get('/repository/one-logger-for-all.waveplan.yaml');
    assert.equal(plan?.saves, 1);
    assert.equal(parsePlan(plan.text).plan?.title, 'One logger, for all!');
  });

  it('makes nothing when the person leaves at any question', async () => {
    for (const answers of [[], [small], [small, named]]) {
      const { invoke, vscode } = await creating(answers, [claude, codex]);
      await invoke(commands.newPlan);
      assert.equal(vscode.documents.size, 0);
    }
  });

  it('wants a title', async () => {
    const { invoke, vscode } = await creating([small, { ...named, with: ' ' }]);
    assert.ok((await invoke(commands.newPlan)).includes('complains: A plan needs a title.'));
    assert.equal(vscode.documents.size, 0);
  });

  it('names the only agent that is installed, and asks among several or for another program', async () => {
    const driverIn = async (answers: readonly Answer[], agents: readonly AgentFact[]): Promise<string> => {
      const { invoke, vscode } = await creating([small, named, ...answers], agents);
      await invoke(commands.newPlan);
      const [plan] = vscode.documents.values();
      return /driver: (\w+)/.exec(plan?.text ?? '')?.[1] ?? '';
    };
    assert.equal(await driverIn([], [claude, { ...codex, version: undefined } as unknown as AgentFact]), 'claude');
    assert.equal(await driverIn([{ to: 'Which agent does the work?', with: 'Codex' }], [claude, codex]), 'codex');
    assert.equal(
      await driverIn([{ to: 'Which agent does the work?', with: 'Another program' }], [claude, codex]),
      'command',
    );
  });

  it('goes on without agents where they cannot be looked for', async () => {
    const { invoke, vscode, service } = await creating([small, named]);
    Object.assign(service.machine, { findAgents: () => Promise.reject(new Error('No programs.')) });
    await invoke(commands.newPlan);
    assert.equal(vscode.documents.size, 1);
  });

  it('does not write over a plan that is there', async () => {
    const { invoke, vscode } = await creating([small, named]);
    const mine = vscode.open('/repository/one-logger-for-all.waveplan.yaml', 'mine');
    assert.equal(
      (await invoke(commands.newPlan)).at(-1),
      'warning: one-logger-for-all.waveplan.yaml exists already: open it, or choose another title.',
    );
    assert.equal(mine.text, 'mine');
  });

  it('is called plan where no letter of its title can be in a name', async () => {
    const { invoke, vscode } = await creating([small, { ...named, with: '日本語' }]);
    await invoke(commands.newPlan);
    assert.deepEqual([...vscode.documents.keys()], ['/repository/plan.waveplan.yaml']);
  });

  it('asks for which repository where there are several', async () => {
    const { invoke, vscode } = await creating(
      [{ to: 'Which repository', with: '/two' }, small, named],
      [],
      ['/one', '/two'],
    );
    await invoke(commands.newPlan);
    assert.deepEqual([...vscode.documents.keys()], ['/two/one-logger-for-all.waveplan.yaml']);
  });

  it('needs a folder', async () => {
    const { invoke } = await creating([], [], []);
    assert.deepEqual(await invoke(commands.newPlan), [
      'information: Open the folder of a git repository first: a plan belongs to one.',
    ]);
  });
});

describe('a plan from a run that has shipped', () => {
  async function past(
    answers: readonly Answer[],
    command: typeof commands.newPlanFromRun | typeof commands.revertWave,
  ) {
    const editor = await editorOn(shippedRun(), answers);
    new PastRunCommands(editor.api, editor.connection).register(editor.registry);
    return { ...editor, go: () => editor.invoke(command) };
  }

  it('has its form, under the title that is given', async () => {
    const { go, vscode } = await past([{ to: 'new change called', with: 'The next one' }], commands.newPlanFromRun);
    const log = await go();
    assert.match(log[0] ?? '', /^asks: New Plan from: Extend modules \| What is the new change called\?$/);
    const plan = vscode.documents.get('/repository/the-next-one.waveplan.yaml');
    assert.match(plan?.text ?? '', /REPLACE/);
    assert.deepEqual(plan?.text.match(/^ {2}- id: .*$/gm), ['  - id: wave-1', '  - id: wave-2']);
  });

  it('is not made on Escape', async () => {
    const { go, vscode } = await past([], commands.newPlanFromRun);
    await go();
    assert.equal(vscode.documents.size, 0);
  });

  it('takes it back, all of it or a wave, with what that meets', async () => {
    for (const [label, wave, file] of [
      ['The whole run', undefined, '/repository/revert-r1.waveplan.yaml'],
      ['Wave 2', 'w2', '/repository/revert-r1-w2.waveplan.yaml'],
    ] as const) {
      const { go, vscode, service } = await past([{ to: 'What is taken back?', with: label }], commands.revertWave);
      const asked: unknown[] = [];
      Object.assign(service.plans, {
        revertingPlan: (_state: object, folder: string, named?: string) => {
          asked.push([folder, named]);
          return Promise.resolve({ source: 'waveplan: 1\n', notes: ['It does not conflict with later work.'] });
        },
      });
      const log = await go();
      assert.match(log[0] ?? '', /\[The whole run, Wave 2, Wave 1\]$/);
      assert.deepEqual(asked, [['/repository', wave]]);
      assert.deepEqual([...vscode.documents.keys()], [file]);
      assert.equal(log.at(-1), 'information: It does not conflict with later work.');
    }
  });
});
