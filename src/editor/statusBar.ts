import type { StatusBarItem } from 'vscode';
import { gateSpecs } from '../core/gates/specs/gateSpecs.ts';
import type { BoardSnapshot } from '../core/model/boardModel.ts';
import { isYours } from '../core/views/decisionsToMake.ts';
import { commands } from './shared/contributions.ts';
import type { CommandId } from './shared/contributions.ts';
import { endedWords } from './shared/endedWords.ts';
import { gateActions } from './shared/gateActions.ts';
import { DisposableStore } from './shared/disposableStore.ts';
import type { RunConnection } from './shared/runConnection.ts';
import type { VSCode } from './shared/vscodeTypes.ts';
import { shortTitle } from './tree/shortTitle.ts';

/** Text of the status bar about a run, and the command that a click on it runs. */
export interface StatusText {
  readonly text: string;
  readonly command: CommandId;
  readonly waiting: boolean;
}

export function statusText(snapshot: BoardSnapshot): StatusText {
  for (const gate of snapshot.gates.filter(isYours)) {
    const { approve, approveTitle } = gateActions[gate.kind];
    if (approveTitle === undefined) continue;
    return { text: `$(${gateSpecs[gate.kind].icon}) ${brief(gate.title)}`, command: approve, waiting: true };
  }
  const { adaptation } = snapshot;
  const adapting = adaptation !== undefined && adaptation.proposal === undefined && adaptation.asks !== true;
  if (adapting)
    return { text: `$(error) ${failed(snapshot.headline, adaptation)}`, command: commands.adapt, waiting: true };
  switch (snapshot.activity) {
    case 'moving':
      return { text: `$(sync~spin) ${brief(snapshot.headline)}`, command: commands.openBoard, waiting: false };
    case 'parked':
      return { text: `$(debug-pause) ${parkedText(snapshot)}`, command: commands.focusGates, waiting: true };
    case 'waiting':
      if (isForOthers(snapshot))
        return { text: `$(watch) ${brief(snapshot.headline)}`, command: commands.focusGates, waiting: false };
      return { text: `$(bell-dot) ${brief(snapshot.headline)}`, command: commands.focusGates, waiting: true };
    case 'shipped':
      return { text: `$(package) ${brief(snapshot.headline)}`, command: commands.showReport, waiting: false };
    case 'stopped':
      return { text: '$(debug-stop) Run stopped', command: commands.showReport, waiting: false };
  }
}

/** The gate that the run has stopped at, and how that ended: who said so, and why, is in the tooltip. */
function parkedText({ gates, headline }: BoardSnapshot): string {
  const gate = gates.find(({ status }) => status !== 'pending');
  return gate === undefined || gate.status === 'pending'
    ? brief(headline)
    : `${brief(gate.title)}: ${endedWords[gate.status]}`;
}

/** Whether all that waits are gates that others have to decide. */
function isForOthers({ gates }: BoardSnapshot): boolean {
  const pending = gates.filter(({ status }) => status === 'pending');
  return pending.length > 0 && !pending.some(isYours);
}

/** Characters that the status bar of a narrow window shows beside those of other extensions. */
const room = 48;

/** A wave by its number where its title does not fit. */
function brief(text: string): string {
  return text.length <= room ? text : shortTitle(text.split(' · ')[0] ?? text, room);
}

/** The failure with its wave by number; a limit that is waited for is said instead. */
function failed(headline: string, { title, brief: short }: NonNullable<BoardSnapshot['adaptation']>): string {
  return brief(headline === title ? short : headline);
}

/** The open run in the status bar; nothing while there is none. */
export class StatusBar {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #store = new DisposableStore();
  readonly #item: StatusBarItem;

  constructor(vscode: VSCode, run: RunConnection) {
    this.#vscode = vscode;
    this.#run = run;
    this.#item = this.#store.add(vscode.window.createStatusBarItem('wavegate', vscode.StatusBarAlignment.Left, 10));
    this.#item.name = 'Wavegate';
    this.#store.add(run.onDidChange(() => this.#draw()));
  }

  #draw(): void {
    const { snapshot } = this.#run;
    if (snapshot === undefined) {
      this.#item.hide();
      return;
    }
    const { text, command, waiting } = this.#text(snapshot);
    this.#item.text = text;
    this.#item.command = command;
    this.#item.tooltip = [`Wavegate: ${snapshot.title}`, snapshot.headline, this.#run.drivenElsewhere ?? []]
      .flat()
      .join('\n');
    this.#item.backgroundColor = waiting ? new this.#vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.show();
  }

  #text(snapshot: BoardSnapshot): StatusText {
    if (this.#run.drivenElsewhere === undefined) return statusText(snapshot);
    return { text: `$(eye) ${brief(snapshot.headline)}`, command: commands.openBoard, waiting: false };
  }

  dispose(): void {
    this.#store.dispose();
  }
}
