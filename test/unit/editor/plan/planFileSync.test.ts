import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PlanFileSync } from '../../../../src/editor/plan/planFileSync.ts';
import { RunConnection } from '../../../../src/editor/shared/runConnection.ts';
import type { VSCode } from '../../../../src/editor/shared/vscodeTypes.ts';
import { FakeVscode } from '../../../support/fakeVscode.ts';
import type { SimulatedRun } from '../../../support/simulatedRun.ts';
import { planText } from '../../../support/simulatedRun.ts';
import { SimulatedService } from '../../../support/simulatedService.ts';
import { runAtLaunch, runToAdapt } from '../../../support/states.ts';

/** An editor with the plan file open, beside a run that has just been told of. */
async function editorOn(run: SimulatedRun, text: string, canBeWritten = true) {
  const fake = new FakeVscode();
  const file = new OpenFile(text, canBeWritten);
  const service = new SimulatedService(run);
  let observations = 0;
  service.planOnDiskChanged = () => void (observations += 1);
  const api = file.opened(fake.api);
  const connection = new RunConnection(api, () => Promise.resolve(service));
  const sync = new PlanFileSync(api, connection);
  await connection.service();
  const tell = async (): Promise<void> => {
    service.tell(run.events);
    await new Promise(setImmediate);
  };
  await tell();
  return { file, log: fake.log, tell, observed: () => observations, close: () => sync.dispose() };
}

/** The plan file as the editor holds it. */
class OpenFile {
  readonly canBeWritten: boolean;
  text: string;
  saves = 0;
  watchers = 0;
  /** Runs what the editor does when the person has saved a document. */
  saved: (path: string) => void = () => undefined;

  constructor(text: string, canBeWritten: boolean) {
    this.text = text;
    this.canBeWritten = canBeWritten;
  }

  /** The editor's API with this file in it. */
  opened(api: VSCode): VSCode {
    const document = {
      uri: api.Uri.file('/repository/plan.waveplan.yaml'),
      getText: () => this.text,
      positionAt: (offset: number) => offset,
      save: () => {
        this.saves += 1;
        return Promise.resolve(true);
      },
    };
    const watcher = () => {
      this.watchers += 1;
      const event = () => ({ dispose: () => undefined });
      return { onDidChange: event, onDidCreate: event, onDidDelete: event, dispose: () => (this.watchers -= 1) };
    };
    const replace = (text: string): boolean => {
      if (this.canBeWritten) this.text = text;
      return this.canBeWritten;
    };
    class WorkspaceEdit {
      text = '';
      replace(_uri: unknown, _range: unknown, text: string): void {
        this.text = text;
      }
    }
    const workspace = {
      isTrusted: true,
      openTextDocument: () => Promise.resolve(document),
      applyEdit: (edit: WorkspaceEdit) => Promise.resolve(replace(edit.text)),
      createFileSystemWatcher: watcher,
      onDidSaveTextDocument: (listener: (saved: { readonly uri: object }) => unknown) => {
        this.saved = (path) => void listener({ uri: api.Uri.file(path) });
        return { dispose: () => undefined };
      },
    };
    return { ...api, Range: class {}, RelativePattern: class {}, WorkspaceEdit, workspace } as unknown as VSCode;
  }
}

/** A run whose plan was changed by a person's approval of a fix. */
function revised(): SimulatedRun {
  const run = runToAdapt();
  run.adapt('fix', 'b1');
  return run.settle().approveAll('launch');
}

describe('the plan file of a person', () => {
  it('becomes the revision they approved, and is saved once', async () => {
    const run = revised();
    assert.notEqual(run.run.plan.source, planText());
    const { file, tell, log } = await editorOn(run, planText());
    assert.equal(file.text, run.run.plan.source);
    await tell();
    assert.deepEqual([file.saves, log], [1, []]);
  });

  it('is left alone when it holds changes of theirs, which is said once', async () => {
    const mine = planText().replace('title:', '# Mine\ntitle:');
    const { file, tell, log } = await editorOn(revised(), mine);
    await tell();
    assert.deepEqual([file.text, file.saves], [mine, 0]);
    assert.equal(log.length, 1);
    assert.match(log[0] ?? '', /Revision 1 of the plan is in force, but .* holds changes of yours/);
  });

  it('is not touched while the plan is what they wrote', async () => {
    const { file, log } = await editorOn(runAtLaunch(), planText());
    assert.deepEqual([file.text, file.saves, log], [planText(), 0, []]);
  });

  it('that cannot be written does not stop the run, which says so', async () => {
    const { file, log } = await editorOn(revised(), planText(), false);
    assert.equal(file.text, planText());
    assert.match(log.join(), /could not be written. The run continues with revision 1/);
  });

  it('is told of when they save it, and no other file is', async () => {
    const { file, observed } = await editorOn(runAtLaunch(), planText());
    file.saved('/repository/README.md');
    await new Promise(setImmediate);
    assert.equal(observed(), 0);
    file.saved('/repository/plan.waveplan.yaml');
    await new Promise(setImmediate);
    assert.equal(observed(), 1);
  });

  it('is watched while its run is open, and no longer', async () => {
    const { file, close } = await editorOn(runAtLaunch(), planText());
    assert.equal(file.watchers, 1);
    close();
    assert.equal(file.watchers, 0);
  });
});
