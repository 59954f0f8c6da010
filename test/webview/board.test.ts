import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { boardOf } from '../../src/core/views/board.ts';
import { changeDraft } from '../../src/core/gates/gateDraft.ts';
import type { DraftChange } from '../../src/core/model/gateDraft.ts';
import type { BoardSnapshot, BoardTask } from '../../src/core/model/boardModel.ts';
import type { BoardIntent, BoardMessage } from '../../src/protocol/board.ts';
import { moments, snapshotAt } from '../unit/core/views/story.ts';
import type { Moment } from '../unit/core/views/story.ts';
import { runWithFinding } from '../support/states.ts';
import { problemsOfPage } from './pageProblems.ts';
import { themeNames } from './themes.ts';
import { until } from '../support/until.ts';
import { sharedBrowser } from '../support/vscodeHost/testWindow.ts';
import { accessibilityProblems, bundleWebview, openWebview } from './webviewPage.ts';
import type { Bundle, PageOptions, WebviewPage } from './webviewPage.ts';

let browser: Browser;
let bundle: Bundle;

before(async () => {
  [bundle, browser] = await Promise.all([bundleWebview('board'), sharedBrowser()]);
});

/** A board in a page, with the document's own intents (but `ready`) in the order they were sent. */
interface OpenBoard extends WebviewPage<BoardMessage> {
  show(snapshot: BoardSnapshot): Promise<void>;
  intents(): Promise<readonly BoardIntent[]>;
  /** Answers the newest intent. */
  answer(refused?: string): Promise<void>;
  /** Does as the editor does with what was written into drafts since: keeps it, shows it, and answers. */
  keepDrafts(): Promise<void>;
}

async function openBoard(
  moment: Moment,
  options: Partial<PageOptions> & { readonly snapshot?: BoardSnapshot } = {},
): Promise<OpenBoard> {
  const view = await openWebview<BoardMessage>(browser, { name: 'board', bundle, ...options });
  let shown = snapshotAt(moment);
  let kept = 0;
  const show = (snapshot: BoardSnapshot): Promise<void> => {
    shown = snapshot;
    return view.post({ type: 'snapshot', snapshot });
  };
  await show(options.snapshot ?? shown);
  await view.page.waitForSelector('.page');
  return {
    ...view,
    show,
    intents: async () => (await view.sent()).map(({ intent }) => intent).filter(({ type }) => type !== 'ready'),
    answer: async (refused) => {
      const intent = (await view.sent()).at(-1)?.id;
      await view.post({ type: 'answer', intent, ...(refused !== undefined && { refused }) });
    },
    keepDrafts: async () => {
      for (const { id, intent } of await view.sent()) {
        if (id <= kept || intent.type !== 'draft') continue;
        kept = id;
        await show(withDraft(shown, intent.gate, intent.change));
        await view.post({ type: 'answer', intent: id });
      }
    },
  };
}

/** The snapshot after a change of a gate's draft; what is missing then is left to each test. */
function withDraft(snapshot: BoardSnapshot, id: string, change: DraftChange): BoardSnapshot {
  const gates = snapshot.gates.map((gate) =>
    gate.id === id ? { ...gate, draft: changeDraft(gate.draft, change) } : gate,
  );
  return { ...snapshot, gates };
}

function close(board: OpenBoard): void {
  assert.deepEqual(board.faults, []);
  board.close();
}

function changeTask(snapshot: BoardSnapshot, id: string, change: Partial<BoardTask>): BoardSnapshot {
  const tasks = (all: readonly BoardTask[]): readonly BoardTask[] =>
    all.map((task) => (task.id === id ? { ...task, ...change } : task));
  return { ...snapshot, waves: snapshot.waves.map((wave) => ({ ...wave, tasks: tasks(wave.tasks) })) };
}

/** Runs in the page: what observes sizes has had its turn then. */
const nextFrame = (): Promise<unknown> =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

describe('the board', () => {
  it('asks for a snapshot as soon as it can take one', async () => {
    const view = await openWebview<BoardMessage>(browser, { name: 'board', bundle });
    assert.deepEqual(
      (await view.sent()).map(({ intent }) => intent),
      [{ type: 'ready' }],
    );
    view.close();
  });

  it('says why there is nothing to show', async () => {
    const view = await openWebview<BoardMessage>(browser, { name: 'board', bundle });
    await view.post({ type: 'empty', message: 'No run is open. Start one from a plan.' });
    await view.page.getByText('No run is open. Start one from a plan.').waitFor();
    view.close();
  });

  describe('at one moment after another', () => {
    let board: OpenBoard;
    before(async () => {
      board = await openBoard('triage');
    });
    after(() => close(board));

    for (const moment of moments) {
      it(`shows title, headline, phases, waves and gates at the moment “${moment}”`, async () => {
        const snapshot = snapshotAt(moment);
        await board.show(snapshot);
        await board.page.getByText(snapshot.headline).first().waitFor();
        assert.equal(await board.page.locator('h1').textContent(), snapshot.title);
        assert.equal(await board.page.locator('.headline').textContent(), snapshot.headline);
        const phases = await board.page.locator('.station-title').allTextContents();
        assert.deepEqual(
          phases.map((text) => text.split(',')[0]),
          [...snapshot.phases, snapshot.adapt].map(({ title }) => title),
        );
        const tasks = snapshot.waves.flatMap((wave) => wave.tasks);
        assert.equal(await board.page.locator('.node.task').count(), tasks.length);
        assert.deepEqual(
          await board.page.locator('.gate h2').allTextContents(),
          snapshot.gates.map(({ title }) => title),
        );
      });
    }
  });

  for (const theme of themeNames) {
    describe(`in the ${theme} theme`, () => {
      let board: OpenBoard;
      before(async () => {
        board = await openBoard('triage', { theme });
      });
      after(() => close(board));

      const showNext = async (moment: Moment): Promise<void> => {
        await board.show(snapshotAt(moment));
        await board.page.getByText(snapshotAt(moment).headline).first().waitFor();
      };

      it('cuts nothing off and names everything, at 400, 900 and 1600 pixels', async () => {
        for (const moment of ['triage', 'failed', 'spot-check', 'acceptance'] as const) {
          await showNext(moment);
          for (const width of [400, 900, 1600]) {
            await board.page.setViewportSize({ width, height: 900 });
            await board.page.evaluate(nextFrame);
            assert.deepEqual(await board.page.evaluate(problemsOfPage), [], `${moment}, ${width} pixels`);
          }
        }
      });

      it('is one that axe finds nothing wrong with, whatever waits', async () => {
        const looked = ['triage', 'launch', 'failed', 'spot-check', 'acceptance', 'shipped'] as const;
        await board.page.setViewportSize({ width: 1200, height: 900 });
        for (const moment of theme === 'dark' ? looked : (['failed'] as const)) {
          await showNext(moment);
          assert.deepEqual(await accessibilityProblems(board.page), [], moment);
        }
      });
    });
  }

  it('stands still for those who asked their system for less motion', async () => {
    const board = await openBoard('agents running', { reducedMotion: true });
    const name = await board.page
      .locator('.node .codicon-modifier-spin')
      .first()
      .evaluate((icon) => getComputedStyle(icon).animationName);
    assert.equal(name, 'none');
    close(board);
  });
});

describe('a gate', () => {
  it('is decided with what was written, once the editor has it, and cannot be decided twice meanwhile', async () => {
    const board = await openBoard('launch');
    await board.page.getByLabel('Note').fill('The suite is green, go.');
    await board.page.getByRole('button', { name: 'Approve' }).click();
    const written = { type: 'note', text: 'The suite is green, go.' } as const;
    assert.deepEqual(await board.intents(), [{ type: 'draft', gate: 'launch-1', change: written }]);
    assert.ok(await board.page.getByRole('button', { name: 'Reject' }).isDisabled());
    await board.keepDrafts();
    await until(async () => (await board.intents()).length === 2);
    assert.deepEqual((await board.intents())[1], { type: 'decide', gate: 'launch-1', verdict: 'approved' });
    assert.ok(await board.page.getByRole('button', { name: 'Reject' }).isDisabled());
    close(board);
  });

  it('is not decided while the editor lacks what was written, which stays in its field', async () => {
    const board = await openBoard('launch');
    const note = board.page.getByLabel('Note');
    await note.fill('Only after the release.');
    await board.page.getByRole('button', { name: 'Approve' }).click();
    await until(async () => (await board.intents()).length === 1);
    await board.answer('No space left on /state.');
    // It is sent once more for the decision.
    await until(async () => (await board.intents()).length === 2);
    await board.answer('No space left on /state.');
    await board.page.locator('.gate').getByText('No space left on /state.').waitFor();
    await board.show({ ...snapshotAt('launch'), headline: 'Something else has changed' });
    assert.equal(await note.inputValue(), 'Only after the release.');
    assert.deepEqual(
      (await board.intents()).map(({ type }) => type),
      ['draft', 'draft'],
    );
    await board.page.getByRole('button', { name: 'Approve' }).click();
    await until(async () => (await board.intents()).length === 3);
    await board.keepDrafts();
    await until(async () => (await board.intents()).length === 4);
    assert.equal((await board.intents())[3]?.type, 'decide');
    close(board);
  });

  it('that this person has approved waits for the others, and can still be rejected', async () => {
    const snapshot = snapshotAt('launch');
    const [gate, ...more] = snapshot.gates;
    assert.ok(gate);
    const half = { ...gate, approved: '1 of 2 approvals', forOthers: 'approved' as const };
    const board = await openBoard('launch', { snapshot: { ...snapshot, gates: [half, ...more] } });
    await board.page.getByText('1 of 2 approvals, yours among them').waitFor();
    assert.ok(await board.page.getByRole('button', { name: 'Approve' }).isDisabled());
    assert.ok(await board.page.getByRole('button', { name: 'Reject' }).isEnabled());
    close(board);
  });

  it('takes no click for a moment when it comes up in place of another, and then does', async () => {
    const board = await openBoard('launch');
    await board.page.clock.install();
    await board.show(snapshotAt('spot-check'));
    await board.page.locator('.gate .buttons[inert]').waitFor();
    await board.page.clock.runFor(1_000);
    await board.page.locator('.gate .buttons:not([inert])').waitFor();
    assert.deepEqual(board.faults, []);
    // Its clock stands still from now on.
    await board.page.context().close();
  });

  it('shows on its card why the run refused, and can be decided again', async () => {
    const board = await openBoard('launch');
    await board.page.getByRole('button', { name: 'Approve' }).click();
    await board.answer('The plan was edited. Approve the new plan first.');
    await board.page.locator('.gate').getByText('The plan was edited. Approve the new plan first.').waitFor();
    assert.ok(await board.page.getByRole('button', { name: 'Approve' }).isEnabled());
    close(board);
  });

  it('leads to the note when it is rejected without a reason', async () => {
    const board = await openBoard('launch');
    await board.page.getByRole('button', { name: 'Reject' }).click();
    await board.answer(
      'Enter a reason as the note: it is kept in the record, and whoever continues from here needs it.',
    );
    await board.page.getByText('Enter a reason').waitFor();
    await board.page.keyboard.type('Not before Monday.');
    assert.equal(await board.page.getByLabel('Note').inputValue(), 'Not before Monday.');
    close(board);
  });

  it('that was put on hold can be asked again', async () => {
    const board = await openBoard('held');
    await board.page.getByRole('button', { name: 'Reopen gate' }).click();
    assert.deepEqual(await board.intents(), [{ type: 'reopen', gate: 'launch-1' }]);
    close(board);
  });

  it('of acceptance leads to the first question that is open, and says what a no means', async () => {
    const board = await openBoard('acceptance');
    await board.page.getByRole('button', { name: 'Approve' }).click();
    await board.answer('Answer the four self-check questions with yes or no first.');
    await board.page.getByText('Answer the four self-check questions').waitFor();
    await board.page.keyboard.press('Space');
    await board.keepDrafts();
    const [explain, rewrite] = [
      'Could I explain this without looking at it?',
      'Could I rewrite the core logic from memory?',
    ];
    assert.ok(await board.page.getByRole('radiogroup', { name: explain }).getByLabel('Yes').isChecked());
    await board.page.getByRole('radiogroup', { name: rewrite }).getByLabel('No').check();
    await board.keepDrafts();
    await board.page.getByText('you do not own this code yet').waitFor();
    assert.deepEqual((await board.intents()).slice(1), [
      { type: 'draft', gate: 'acceptance-1', change: { type: 'answer', name: 'explain', value: 'yes' } },
      { type: 'draft', gate: 'acceptance-1', change: { type: 'answer', name: 'rewrite', value: 'no' } },
    ]);
    close(board);
  });

  it('of a spot-check opens its files and takes a verdict on each', async () => {
    const board = await openBoard('spot-check');
    const file = 'src/commands/install.js';
    await board.page.locator('.gate').getByRole('button', { name: file }).click();
    await board.page
      .getByRole('radiogroup', { name: `Verdict on ${file}` })
      .getByLabel('Not OK')
      .check();
    assert.deepEqual(await board.intents(), [
      { type: 'open-changes', wave: 'migration', file },
      { type: 'draft', gate: 'spot-check-2', change: { type: 'answer', name: file, value: 'not-ok' } },
    ]);
    close(board);
  });

  it('shows the marks, comments and notes that were made elsewhere, and changes them at once', async () => {
    const board = await openBoard('spot-check');
    const file = 'src/commands/install.js';
    const notOk = board.page.getByRole('radiogroup', { name: `Verdict on ${file}` }).getByLabel('Not OK');
    const comment = { file, line: 7, text: 'It swallows the error.' };
    const marked = withDraft(snapshotAt('spot-check'), 'spot-check-2', { type: 'comment', comment });
    await board.show(withDraft(marked, 'spot-check-2', { type: 'note', text: 'Nearly.' }));
    assert.ok(await notOk.isChecked());
    await board.page.getByText('Line 7: It swallows the error.').waitFor();
    assert.equal(await board.page.getByLabel('Note').inputValue(), 'Nearly.');
    await board.show(withDraft(marked, 'spot-check-2', { type: 'answer', name: file, value: 'ok' }));
    assert.ok(!(await notOk.isChecked()));
    close(board);
  });

  it('keeps what is being typed when a snapshot from before comes in between', async () => {
    const board = await openBoard('launch');
    const note = board.page.getByLabel('Note');
    await note.pressSequentially('Half a');
    await board.show(snapshotAt('launch'));
    assert.equal(await note.inputValue(), 'Half a');
    await note.blur();
    await board.keepDrafts();
    assert.equal(await note.inputValue(), 'Half a');
    await board.show(withDraft(snapshotAt('launch'), 'launch-1', { type: 'note', text: 'From the other window' }));
    assert.equal(await note.inputValue(), 'From the other window');
    close(board);
  });

  it('remembers nothing of a decision in its own document', async () => {
    const board = await openBoard('spot-check');
    await board.page.getByLabel('Note').fill('Secret plan');
    await board.page.getByLabel('Note').blur();
    assert.doesNotMatch(JSON.stringify(await board.page.evaluate(() => window.bridge.memory)), /Secret plan/);
    close(board);
  });
});

describe('findings', () => {
  it('are sorted by severity, opened at their line, and marked', async () => {
    const board = await openBoard('triage');
    const severities = await board.page.locator('tbody .severity').allTextContents();
    assert.deepEqual(
      severities.map((text) => text.trim()),
      ['critical', 'high', 'moderate', 'moderate', 'low'],
    );
    await board.page.getByRole('button', { name: 'src/transport.js:88' }).click();
    const title = 'A time-out leaves the request running';
    await board.page
      .getByRole('radiogroup', { name: `Triage of ${title}` })
      .getByLabel('Deferred')
      .check();
    assert.deepEqual(await board.intents(), [
      { type: 'open-finding', finding: 'safety-2' },
      { type: 'triage', finding: 'safety-2', triage: 'deferred' },
    ]);
    close(board);
  });

  it('of the validators can say that the specification is wrong', async () => {
    const snapshot = boardOf(runWithFinding().run, 0);
    const board = await openBoard('failed', { snapshot });
    await board.page
      .getByRole('button', { name: 'The specification is wrong: The constant is never exported' })
      .click();
    assert.deepEqual(await board.intents(), [{ type: 'wrong-spec', finding: 'validation~1~1' }]);
    const [finding] = snapshot.findings;
    assert.ok(finding);
    const marked = { ...finding, triage: 'out', wrongSpec: 'open', open: false } as const;
    await board.show({ ...snapshot, findings: [marked] });
    await board.page.getByText('Of the specification').waitFor();
    assert.equal(await board.page.getByRole('button', { name: 'The specification is wrong' }).count(), 0);
    close(board);
  });

  it('with a citation that does not exist are marked as unverified', async () => {
    const board = await openBoard('triage');
    const unverified = board.page.locator('tr').filter({ hasText: 'unverified' });
    assert.deepEqual(await unverified.locator('.finding-title').allTextContents(), ['Retries have no upper bound']);
    close(board);
  });

  it('show what the run refused above the board', async () => {
    const board = await openBoard('triage');
    await board.page.getByRole('button', { name: 'src/transport.js:88' }).click();
    await board.answer('src/transport.js is not there any more.');
    await board.page.getByRole('alert').getByText('src/transport.js is not there any more.').waitFor();
    close(board);
  });
});

describe('a failed wave', () => {
  it('names the failing test and the suspect, and sends the way on that was picked', async () => {
    const board = await openBoard('failed');
    const card = board.page.locator('.adapt.card');
    await card.getByText('install reports a pack that is not there').click();
    await card.getByText('no pack named ghost').waitFor();
    assert.equal(await card.getByLabel('Task to act on').inputValue(), 'install');
    await card.getByLabel('Task to act on').selectOption('publish');
    await card.getByRole('button', { name: 'Split' }).click();
    assert.deepEqual(await board.intents(), [{ type: 'propose', strategy: 'split', task: 'publish', diagnosis: '' }]);
    await board.answer('“publish” has too few steps to split.');
    await card.getByText('too few steps to split').waitFor();
    close(board);
  });
});

describe('a failed wave whose checks were red before', () => {
  it('is accepted as red as before with the person’s reason, which the run keeps', async () => {
    const { adaptation, ...rest } = snapshotAt('failed');
    assert.ok(adaptation);
    const board = await openBoard('failed', {
      snapshot: { ...rest, adaptation: { ...adaptation, acceptable: ['lint'] } },
    });
    const card = board.page.locator('.adapt.card');
    await card.getByLabel('lint: red before this run, too').fill('The vendor mends it in May.');
    await card.getByRole('button', { name: 'Accept as red before the run' }).click();
    assert.deepEqual(await board.intents(), [{ type: 'accept-baseline', note: 'The vendor mends it in May.' }]);
    close(board);
  });
});

describe('the graph', () => {
  it('touches one node when one task changes', async () => {
    const board = await openBoard('agents running');
    await board.page.evaluate(() => {
      window.bridge.touched = [];
      new MutationObserver((records) => {
        for (const { target } of records) {
          const element = target instanceof Element ? target : target.parentElement;
          const node = element?.closest<HTMLElement>('.node');
          window.bridge.touched.push(node?.dataset['task'] ?? node?.className ?? 'outside a node');
        }
      }).observe(document.querySelector('wavegate-graph') as Element, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      });
    });
    await board.show(
      changeTask(snapshotAt('agents running'), 'config', { progress: 'failed', status: 'No output (timed out)' }),
    );
    await board.page.locator('[data-task=config]', { hasText: 'No output' }).waitFor();
    const touched = await board.page.evaluate(() => [...new Set(window.bridge.touched)]);
    assert.deepEqual(touched, ['config']);
    close(board);
  });

  it('folds the waves that are done where there are many, and unfolds them on demand or when one is picked', async () => {
    const snapshot = snapshotAt('agents running');
    const [first] = snapshot.waves;
    assert.ok(first);
    const waves = Array.from({ length: 8 }, (_, index) => ({
      ...first,
      id: `w${index}`,
      number: index + 1,
      progress: index < 5 ? ('done' as const) : ('current' as const),
      tasks: first.tasks.map((task) => ({ ...task, id: `${task.id}-${index}`, dependsOn: [] })),
    }));
    const board = await openBoard('agents running', { snapshot: { ...snapshot, waves } });
    const { page } = board;
    const columns = () =>
      page.locator('wavegate-graph .column').evaluateAll((all) => all.map((one) => one.dataset['wave']));
    await until(async () => (await columns()).join() === 'w5,w6,w7');
    await page.getByRole('button', { name: '5 finished waves' }).click();
    await until(async () => (await columns()).length === 8);
    await page.getByRole('button', { name: '5 finished waves' }).click();
    await until(async () => (await columns()).length === 3);
    close(board);
  });

  it('lays nothing over something else, and cuts no name of a phase, at 320 pixels', async () => {
    const board = await openBoard('triage', { width: 320, height: 700 });
    const { page } = board;
    assert.deepEqual(await page.evaluate(problemsOfPage), []);
    const cut = await page
      .locator('.station-title')
      .evaluateAll((titles) => titles.filter((title) => title.scrollWidth > title.clientWidth).length);
    assert.equal(cut, 0);
    const laidOver = await page.locator('tr[data-finding]').evaluateAll(
      (rows) =>
        rows.filter((row) => {
          const range = document.createRange();
          range.selectNodeContents(row.querySelector('.severity')!);
          const [word, marks] = [range, row.querySelector('.triage')!].map((part) => part.getBoundingClientRect());
          return word!.right > marks!.left && word!.bottom > marks!.top;
        }).length,
    );
    assert.equal(laidOver, 0);
    close(board);
  });

  it('keeps what waits for the person in sight while they read on, and leads back to it', async () => {
    const board = await openBoard('spot-check', { width: 800, height: 400 });
    const { page } = board;
    assert.equal(await page.locator('.reminder').count(), 0);
    const waves = await page.locator('wavegate-graph').boundingBox();
    assert.ok((waves?.height ?? 400) < 400, 'the box of the waves fits a low window');
    await page.setViewportSize({ width: 620, height: 400 });
    const cut = await page
      .locator('.station-title')
      .evaluateAll((titles) => titles.filter((title) => title.scrollWidth > title.clientWidth).length);
    assert.equal(cut, 0, 'names of phases are whole beside a sidebar in a window of 1,000 pixels');
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await page.locator('.reminder').waitFor();
    assert.deepEqual(await page.evaluate(problemsOfPage), []);
    await page.getByRole('button', { name: 'Go to it' }).click();
    await page.locator('.reminder').waitFor({ state: 'hidden' });
    assert.ok(await page.locator('.decide').evaluate((decide) => decide.contains(document.activeElement)));
    close(board);
  });

  it('tells in words what has changed', async () => {
    const board = await openBoard('agents running');
    await board.show(
      changeTask(snapshotAt('agents running'), 'config', { progress: 'done', status: 'Done', outcome: 'done' }),
    );
    await board.page.getByRole('status').getByText('Read the configuration once: Done').waitFor({ state: 'attached' });
    close(board);
  });

  it('is walked with the arrow keys, shows what is focused, and leads on to its terminal', async () => {
    const board = await openBoard('agents running');
    const { keyboard } = board.page;
    await board.page.locator('wavegate-graph [tabindex="0"]').focus();
    await keyboard.press('ArrowDown');
    await board.page.getByRole('heading', { name: 'Promise-based transport' }).waitFor();
    await keyboard.press('ArrowRight');
    await board.page.getByRole('heading', { name: 'Search awaits the transport' }).waitFor();
    await keyboard.press('ArrowLeft');
    await keyboard.press('Enter');
    await board.page.waitForFunction(() => document.activeElement?.textContent?.trim() === 'Terminal');
    await keyboard.press('Enter');
    assert.deepEqual(await board.intents(), [
      { type: 'open-task', wave: 'foundation', task: 'transport', view: 'terminal' },
    ]);
    close(board);
  });

  it('has one node in the tab order, and remembers which', async () => {
    const board = await openBoard('agents running');
    await board.page.locator('.node[data-task=errors]').click();
    assert.equal(await board.page.locator('wavegate-graph [tabindex="0"]').count(), 1);
    const memory = await board.page.evaluate(() => window.bridge.memory);
    close(board);
    const again = await openBoard('agents running', { memory });
    await again.page.getByRole('heading', { name: 'One kind of error' }).waitFor();
    close(again);
  });
});

it('every decision can be reached and made with the keyboard alone', async () => {
  const board = await openBoard('launch');
  const { keyboard } = board.page;
  const focused = (): Promise<string> => board.page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
  for (let presses = 0; presses < 12 && (await focused()) !== 'Approve'; presses += 1) await keyboard.press('Tab');
  assert.equal(await focused(), 'Approve');
  const outline = await board.page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle);
  assert.equal(outline, 'solid');
  await keyboard.press('Space');
  assert.deepEqual(
    (await board.intents()).map(({ type }) => type),
    ['decide'],
  );
  close(board);
});
