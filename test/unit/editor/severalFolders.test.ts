import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RunConnection } from '../../../src/editor/shared/runConnection.ts';
import { chooseFolder } from '../../../src/editor/shared/workspaceFolders.ts';
import { repositoryRoot } from '../../../src/editor/shared/repositoryRoot.ts';
import { FakeVscode } from '../../support/fakeVscode.ts';
import { SimulatedService } from '../../support/simulatedService.ts';
import { runInTriage } from '../../support/states.ts';

const question = 'Which repository is the plan for?';

function windowWith(folders: readonly string[], answer?: string): FakeVscode {
  const vscode = new FakeVscode([{ to: question, with: answer }]);
  vscode.folders.splice(0, 1, ...folders);
  return vscode;
}

describe('in a window with several repositories', () => {
  it('one is asked for where nothing says which is meant', async () => {
    const vscode = windowWith(['/first', '/second'], '/second');
    assert.equal((await chooseFolder(vscode.api, question))?.uri.fsPath, '/second');
    assert.deepEqual(vscode.log, [`asks: ${question} [/first, /second]`]);
  });

  it('that of the file in sight is meant', async () => {
    const vscode = windowWith(['/first', '/second']);
    vscode.active = { document: { uri: vscode.api.Uri.file('/second/src/a.ts') }, selection: {} };
    assert.equal((await chooseFolder(vscode.api, question))?.uri.fsPath, '/second');
    assert.deepEqual(vscode.log, []);
  });

  it('and none is, when the person leaves without picking one', async () => {
    assert.equal(await chooseFolder(windowWith(['/first', '/second']).api, question), undefined);
  });

  it('files of the run are those of the repository of its plan, whichever folders are open', async () => {
    for (const folders of [['/first', '/repository'], ['/'], ['/repository/src']]) {
      const vscode = windowWith(folders);
      const connection = new RunConnection(vscode.api, () => Promise.resolve(new SimulatedService(runInTriage())));
      assert.equal(repositoryRoot(vscode.api, connection), undefined);
      await connection.service();
      assert.equal(repositoryRoot(vscode.api, connection)?.path, '/repository');
    }
  });
});

describe('in a window with one repository', () => {
  it('nothing is asked', async () => {
    const vscode = windowWith(['/first']);
    assert.equal((await chooseFolder(vscode.api, question))?.uri.fsPath, '/first');
    assert.deepEqual(vscode.log, []);
  });
});
