import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FileChange } from '../../../../src/core/model/repository.ts';
import { RunDocuments } from '../../../../src/editor/content/runDocuments.ts';
import { showChanges } from '../../../../src/editor/content/showChanges.ts';
import { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import type { Answer } from '../../../support/fakeVscode.ts';
import { SimulatedRun } from '../../../support/simulatedRun.ts';
import { SimulatedService } from '../../../support/simulatedService.ts';

const changed = (path: string): FileChange => ({ path, kind: 'modified', additions: 2, deletions: 1 });
const sources = (amount: number): readonly FileChange[] =>
  Array.from({ length: amount }, (_, index) => changed(`src/file${index}.js`));

describe('looking at changes', () => {
  /** Requests to the window when these changes were looked at, one line each. */
  async function seen(files: readonly FileChange[], answers: readonly Answer[] = [], atOnce?: unknown) {
    const vscode = new FakeVscode(answers);
    if (atOnce !== undefined) vscode.configuration.set('wavegate.filesInDiff', atOnce);
    vscode.api.commands.registerCommand('vscode.changes', (title: string) => vscode.log.push(`opens ${title}`));
    const service = new SimulatedService(new SimulatedRun().start());
    const connection = new RunConnection(vscode.api, () => Promise.resolve(service));
    const documents = new RunDocuments(vscode.api, connection);
    await showChanges(vscode.api, documents, { title: 'Result', from: 'a', to: 'b', files });
    await new Promise(setImmediate);
    return vscode.log;
  }

  it('opens a few files as they are, and asks nothing', async () => {
    const log = await seen(sources(3));
    assert.equal(log.length, 1);
    assert.equal(log[0], 'opens Result');
  });

  it('opens the riskiest part of 2,500 at once, and lists generated files', async () => {
    const nobodys = [changed('package-lock.json'), changed('dist/bundle.js')];
    const log = await seen([...nobodys, ...sources(2_498)]);
    assert.equal(log.length, 2);
    assert.equal(log[0], 'opens Result (files 1–100 of 2,498)');
    assert.match(log[1] ?? '', /Files 1–100 of 2,498 are open, riskiest first\. 2 generated or lock files are listed/);
  });

  it('opens another part, or a generated file, when it is chosen', async () => {
    const show = { to: 'are open', with: 'Show More…' };
    const log = await seen(
      [...sources(30), changed('yarn.lock')],
      [show, { to: 'Open a part', with: 'Files 21–30 of 30' }, show, { to: 'Open a part', with: 'yarn.lock' }],
      10,
    );
    const opened = log.filter((line) => /^(opens|command)/.test(line));
    assert.deepEqual(opened, [
      'opens Result (files 1–10 of 30)',
      'opens Result (files 21–30 of 30)',
      'command vscode.diff wavegate:/yarn.lock',
    ]);
  });

  it('says so where all files are generated, and goes by the default for a setting of no use', async () => {
    assert.match((await seen([changed('yarn.lock')])).join('\n'), /Only generated and lock files have changed/);
    assert.equal((await seen(sources(90), [], 'many')).length, 1);
  });
});
