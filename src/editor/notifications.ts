import type { Memento } from 'vscode';
import { count, listed } from '../core/words/labels.ts';
import type { BoardAdaptation, BoardGate, BoardSnapshot, BoardTask } from '../core/model/boardModel.ts';
import { isYours } from '../core/views/decisionsToMake.ts';
import { commands } from './shared/contributions.ts';
import type { CommandId } from './shared/contributions.ts';
import { DisposableStore } from './shared/disposableStore.ts';
import { askWhat, notify } from './shared/messages.ts';
import type { RunConnection } from './shared/runConnection.ts';
import { isForPerson, supervisedTeam, supervisorSilent, wasTakenBack } from '../core/queries/supervisors.ts';
import type { RunState } from '../core/model/state.ts';
import type { RunChange } from '../ports/runService.ts';
import { readSetting } from './shared/settings.ts';
import type { Subject } from './shared/subject.ts';
import type { VSCode } from './shared/vscodeTypes.ts';

const memoryKey = 'wavegate.notifiedGates';

interface Button {
  readonly title: string;
  readonly command: CommandId;
}

/** Buttons of the message about a gate. The first is the most likely choice. */
const gateButtons: Readonly<Record<BoardGate['kind'], readonly Button[]>> = {
  triage: [{ title: 'Show Gates', command: commands.focusGates }],
  plan: [
    { title: 'Show Plan', command: commands.openGate },
    { title: 'Approve…', command: commands.approveGate },
  ],
  custom: [
    { title: 'Show Gate', command: commands.openGate },
    { title: 'Approve…', command: commands.approveGate },
  ],
  launch: [
    { title: 'Launch…', command: commands.launchWave },
    { title: 'Show Gate', command: commands.openGate },
  ],
  answer: [
    { title: 'Answer…', command: commands.approveGate },
    { title: 'Show Gate', command: commands.focusGates },
  ],
  'spot-check': [{ title: 'Open Spot-Check', command: commands.openSpotCheck }],
  reconcile: [
    { title: 'Decide…', command: commands.approveGate },
    { title: 'Show Gate', command: commands.focusGates },
  ],
  adapt: [
    { title: 'Show Plan Change', command: commands.showPlanChange },
    { title: 'Approve…', command: commands.approveGate },
  ],
  acceptance: [
    { title: 'Show All Changes', command: commands.showResult },
    { title: 'Accept…', command: commands.approveGate },
  ],
  ship: [
    { title: 'Show Pull Request', command: commands.showPullRequest },
    { title: 'Ship…', command: commands.approveGate },
  ],
  merge: [
    { title: 'Merge…', command: commands.approveGate },
    { title: 'Show Gate', command: commands.openGate },
  ],
};

/** Tells of gates that have opened out of sight (each once, reloads included), of failures, of void approvals and of the end. */
export class Notifications {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #memory: Memento;
  readonly #gatesInSight: () => boolean;
  readonly #store = new DisposableStore();

  /** @param gatesInSight whether the person sees gates open without being told */
  constructor(vscode: VSCode, run: RunConnection, memory: Memento, gatesInSight: () => boolean) {
    this.#vscode = vscode;
    this.#run = run;
    this.#memory = memory;
    this.#gatesInSight = gatesInSight;
    this.#store.add(run.onDidChange((change) => this.#follow(change)));
    this.#store.add(run.onDidFail((message) => notify(vscode, 'error', message)));
  }

  #follow({ events }: RunChange): void {
    const { snapshot } = this.#run;
    const wanted = readSetting(this.#vscode, 'wavegate.notifications');
    // Where a run is only shown, there is nothing to decide.
    if (snapshot === undefined || wanted === 'none' || this.#run.drivenElsewhere !== undefined) return;
    void this.#tellOfGates(snapshot);
    if (wanted !== 'all') return;
    const edited = events.some((event) => event.type === 'plan-edited');
    if (edited) this.#tellOfEdit();
    this.#tellOfSessions(events, snapshot);
    for (const event of events) {
      // A wave that goes back to its agents with comments asks nothing of the person but its next launch.
      const failed = event.type === 'wave-failed' || event.type === 'validation-failed';
      // A question is no failure: its gate asks for the answer, and offers to change the plan instead.
      const asks =
        snapshot.adaptation?.asks === true ||
        snapshot.gates.some(({ kind, status }) => kind === 'answer' && status === 'pending');
      if (failed && !asks && snapshot.adaptation !== undefined) void this.#offerAdapt(snapshot.adaptation);
      if (event.type === 'gate-voided' && !edited)
        notify(this.#vscode, 'warning', `A decision no longer counts. ${event.reason}`);
      if (event.type === 'gate-used' && this.#run.state?.gates[event.gate]?.kind === 'answer') {
        void this.#offerConstraint(event.gate);
      }
      if (event.type === 'ship-failed') notify(this.#vscode, 'error', event.message);
      if (event.type === 'shipped') void this.#offerReport(event.result.message);
    }
  }

  async #tellOfGates(snapshot: BoardSnapshot): Promise<void> {
    const known = new Set(this.#memory.get<readonly string[]>(memoryKey, []));
    const fresh = snapshot.gates.filter((gate) => gate.status === 'pending' && !known.has(keyOf(snapshot, gate)));
    if (fresh.length === 0) return;
    // Only this run's gates are kept: the memory would grow for ever, and earlier runs open no gates.
    const current = [...known].filter((key) => key.startsWith(`${snapshot.run} `));
    await this.#memory.update(memoryKey, [...current, ...fresh.map((gate) => keyOf(snapshot, gate))]);
    if (this.#gatesInSight()) return;
    for (const gate of fresh) {
      // For others, or approved elsewhere: from a terminal or another window.
      if (!isYours(gate)) continue;
      const subject = { kind: 'gate', gate: gate.id } as const;
      void this.#offer('information', `Decision needed: ${gate.title}`, gateButtons[gate.kind], subject);
    }
  }

  #offerAdapt({ title, message: why, failing, ended }: BoardAdaptation): Promise<void> {
    // How each of several ended is a paragraph here, and a row each in the sidebar.
    const message = ended.length > 1 ? `${title}: ${listed(endedTitles(ended), 5)}.` : `${title}. ${why}`;
    return this.#offer('warning', message, [
      { title: 'Adapt…', command: commands.adapt },
      failing.length > 0
        ? { title: 'Show Failing Test', command: commands.openFailingTest }
        : { title: 'Show Failure', command: commands.focusGates },
    ]);
  }

  #offerConstraint(gate: string): Promise<void> {
    const message = 'Your answer went to the agent. Later tasks do not know it unless the plan says it.';
    const buttons = [{ title: 'Keep as a Constraint', command: commands.keepConstraint }];
    return this.#offer('information', message, buttons, { kind: 'gate', gate });
  }

  #offerReport(message: string): Promise<void> {
    return this.#offer('information', message, [
      { title: 'Show Pull Request', command: commands.showPullRequest },
      { title: 'Show Report', command: commands.showReport },
    ]);
  }

  /** Tasks that failed while others of their wave are at work: nobody has to wait for those to hear of it. */
  #tellOfSessions(events: RunChange['events'], snapshot: BoardSnapshot): void {
    const ended = new Set(events.flatMap((event) => (event.type === 'session-ended' ? [event.session] : [])));
    for (const { tasks, progress } of snapshot.waves) {
      // A question that a supervisor is going to read is none: the person hears of it if that does not answer it.
      const isFailed = ({ progress: of, session }: BoardTask): boolean =>
        of === 'failed' && !(session !== undefined && isForSupervisor(this.#run.state, session));
      const fresh = tasks.filter((task) => isFailed(task) && task.session !== undefined && ended.has(task.session));
      const [first] = fresh;
      if (progress !== 'current' || first?.session === undefined) continue;
      // Once a wave: further ones would pile up over its terminals, and the end of the wave counts them all.
      if (tasks.filter(isFailed).length > fresh.length) continue;
      const how = fresh.map(({ title, status }) => `${title}: ${status}`).join('. ');
      const so = `${tasks.filter(isFailed).length} of ${count(tasks.length, 'task')} failed so far.`;
      const isAtWork = ({ progress: of }: BoardTask): boolean => of === 'current';
      const buttons = [
        { title: 'Show Terminal', command: commands.openTerminal },
        ...(tasks.some(isAtWork) ? [{ title: 'Stop the Rest…', command: commands.stopRest }] : []),
      ];
      void this.#offer('warning', `${how}. ${so}`, buttons, { kind: 'session', session: first.session });
    }
  }

  #tellOfEdit(): void {
    if (this.#run.state?.planApproval.status !== 'void') return;
    notify(
      this.#vscode,
      'warning',
      'The plan file was edited, so its approval is void. The run continues once the edited plan is approved or the edit is undone.',
    );
  }

  async #offer(
    level: 'information' | 'warning',
    message: string,
    buttons: readonly Button[],
    subject?: Subject,
  ): Promise<void> {
    const titles = buttons.map(({ title }) => title);
    const pressed = await askWhat(this.#vscode, level, message, titles);
    const command = buttons.find(({ title }) => title === pressed)?.command;
    if (command === undefined) return;
    await this.#vscode.commands.executeCommand(command, subject === undefined ? undefined : { subject });
  }

  dispose(): void {
    this.#store.dispose();
  }
}

/** Whether a session has stopped at a question that a supervisor may still be asked about. */
function isForSupervisor(state: RunState | undefined, id: string): boolean {
  const session = state?.sessions[id];
  const question = session?.result?.question;
  if (state === undefined || session === undefined || question === undefined || isForPerson(question)) return false;
  const team = supervisedTeam(state, session.subject);
  return team !== undefined && !wasTakenBack(session) && supervisorSilent(state, team) === undefined;
}

function endedTitles(ended: BoardAdaptation['ended']): readonly string[] {
  return ended.map(({ title }) => title);
}

function keyOf(snapshot: BoardSnapshot, gate: BoardGate): string {
  return `${snapshot.run} ${gate.id}`;
}
