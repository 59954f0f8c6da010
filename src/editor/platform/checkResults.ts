import type { TestController, TestItem, TestRun } from 'vscode';
import { checkHistory } from '../../core/views/checkHistory.ts';
import type { CheckResult, CheckpointResult } from '../../core/views/checkHistory.ts';
import { checkText } from '../../core/words/labels.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';

/** Checkpoints of a run that are told when it is opened; older ones are in its record. */
const mostTold = 20;

/** Tests of a check that are listed by name; a check with more says how many passed. */
const mostTests = 500;

/**
 * The checks of every checkpoint in VS Code's Testing view, each checkpoint a test run of its own, so that Test Results
 * has their history. They are run by Wavegate at its own time, so there is nothing to start here.
 */
export class CheckResults {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #store = new DisposableStore();
  readonly #told = new Set<string>();
  #controller: TestController | undefined;
  #of: string | undefined;

  constructor(vscode: VSCode, run: RunConnection) {
    this.#vscode = vscode;
    this.#run = run;
    this.#store.add(run.onDidChange(() => this.#tell()));
  }

  #tell(): void {
    const { state, events } = this.#run;
    if (state?.run !== this.#of) {
      this.#of = state?.run;
      this.#told.clear();
      this.#controller?.items.replace([]);
    }
    if (state === undefined) return;
    const untold = checkHistory(state, events).filter(({ id }) => !this.#told.has(id));
    for (const { id } of untold) this.#told.add(id);
    for (const checkpoint of untold.slice(-mostTold)) this.#show(checkpoint);
  }

  #show({ title, checks }: CheckpointResult): void {
    const controller = this.#start();
    const items = checks.map((check) => ({ check, item: this.#item(controller, check) }));
    const request = new this.#vscode.TestRunRequest(items.map(({ item }) => item));
    const run = controller.createTestRun(request, `${this.#run.snapshot?.title ?? 'Wavegate'}: ${title}`, true);
    for (const { check, item } of items) this.#end(run, check, item);
    run.end();
  }

  /** The check with its tests below it: those of this run, so that a test that was removed is not kept. */
  #item(controller: TestController, { name, title }: CheckResult): TestItem {
    const item = controller.items.get(name) ?? controller.createTestItem(name, title);
    controller.items.add(item);
    item.children.replace([]);
    return item;
  }

  #end(run: TestRun, { name, run: check, red }: CheckResult, item: TestItem): void {
    const controller = this.#start();
    const child = (test: string): TestItem => {
      const made = controller.createTestItem(`${name} ${test}`, test);
      item.children.add(made);
      return made;
    };
    run.appendOutput(`$ ${check.command}\r\n${check.tail.replaceAll(/\r?\n/g, '\r\n')}\r\n`, undefined, item);
    for (const test of (check.tests?.passed ?? []).slice(0, mostTests)) run.passed(child(test));
    for (const test of (check.tests?.skipped ?? []).slice(0, mostTests)) run.skipped(child(test));
    for (const { name: test, excerpt } of check.failed) {
      run.failed(child(test), new this.#vscode.TestMessage(excerpt));
    }
    item.description = checkText(check);
    if (red) run.failed(item, new this.#vscode.TestMessage(checkText(check)), check.milliseconds);
    else run.passed(item, check.milliseconds);
  }

  /** Made with the first result: a controller without one would show as empty. */
  #start(): TestController {
    this.#controller ??= this.#store.add(this.#vscode.tests.createTestController('wavegate.checks', 'Wavegate'));
    return this.#controller;
  }

  dispose(): void {
    this.#store.dispose();
  }
}
