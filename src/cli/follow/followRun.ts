import type { EnginePorts } from '../../engine/ports.ts';
import type { RunEngine } from '../../engine/runEngine.ts';
import type { Recorded } from '../../core/model/events.ts';
import type { RunState } from '../../core/model/state.ts';
import { isApprovedUnused, pendingGates } from '../../core/queries/runQueries.ts';
import { askingRemote } from '../../core/words/boardSurroundings.ts';
import { boardOf } from '../../core/views/board.ts';
import { eventLine } from '../../core/views/eventWords.ts';
import { exitCodes } from '../shared/exit.ts';
import type { ExitCode } from '../shared/exit.ts';
import { findingLines, gateLines } from '../shared/statusText.ts';
import { writeLines } from '../shared/terminal.ts';
import type { Terminal } from '../shared/terminal.ts';
import type { Approvals } from './approvals.ts';
import { askPerson } from './askPerson.ts';
import type { Conversation } from './askPerson.ts';
import { drive } from './drive.ts';
import type { Ending } from './drive.ts';
import { sessionsEnded } from './sessionsEnded.ts';
import { worktreesGivenBack } from './worktreesGivenBack.ts';

const endingCodes: Readonly<Record<Exclude<Ending['kind'], 'waiting'>, ExitCode>> = {
  shipped: exitCodes.done,
  stopped: exitCodes.no,
  trouble: exitCodes.environment,
  interrupted: exitCodes.interrupted,
};

/** A gate without an answer is not an error; what failed, was rejected or does not parse is. */
function waitingCode(state: RunState): ExitCode {
  const { adaptation, parked, ship, edit } = state;
  const asks = pendingGates(state).some(({ kind }) => kind === 'answer');
  const failed = adaptation !== undefined && adaptation.proposal === undefined && !asks;
  const unreadable = edit !== undefined && edit.plan === undefined;
  const isWrong = failed || unreadable || parked !== undefined || ship?.failure !== undefined;
  return isWrong ? exitCodes.no : exitCodes.waiting;
}

export interface Following {
  readonly engine: RunEngine;
  readonly ports: EnginePorts;
  readonly approvals: Approvals;
  readonly who: string;
  /** Whether decisions can be made later with the same key. */
  readonly lastingKey: boolean;
  readonly json: boolean;
  /** Whether it stays where only a person can go on, and waits for what other processes ask of the run. */
  readonly wait: boolean;
  /** How the person at this terminal is shown what they decide about. */
  readonly shows: Pick<Conversation, 'showDifference' | 'begunAnswers'>;
  /** Whether to report what happened before following began, too. */
  readonly fromStart: boolean;
}

/** Drives an open run in front of a person or a script, says how it ended and what to do next, and closes it. */
export async function followRun(following: Following, terminal: Terminal): Promise<ExitCode> {
  const { engine, ports, approvals, who, json, fromStart, wait, shows } = following;
  const print = (events: readonly Recorded[], state: RunState): Promise<void> => {
    const lines = events.flatMap((event) =>
      json ? [JSON.stringify(event)] : [eventLine(event, state), waitedFor(event, state)],
    );
    return writeLines(
      terminal,
      lines.filter((line) => line !== undefined),
    );
  };
  // Asked at the moment from which the listener below is notified.
  const before = engine.state.events;
  let printed = fromStart ? printEarlier(engine.state) : Promise.resolve();
  async function printEarlier(state: RunState): Promise<void> {
    await print((await ports.journals.read(state.run)).slice(0, before), state);
  }
  try {
    const ending = await drive({
      engine,
      ports,
      approvals,
      who,
      interrupted: terminal.interrupted,
      ...(!json &&
        !wait &&
        terminal.ask !== undefined && {
          async ask() {
            await printed;
            return askPerson({ engine, ports, who, terminal, ...shows }, terminal.interrupted);
          },
        }),
      ...(wait && {
        onWaiting(reason: string) {
          printed = printed.then(() => tellEnding(following, { kind: 'waiting', reason }, terminal));
        },
      }),
      onEvents(events, state) {
        printed = printed.then(() => print(events, state));
      },
    });
    // Somebody has stopped it from another process; its sessions were asked to end.
    if (ending.kind === 'stopped') await sessionsEnded(engine);
    if (ending.kind !== 'interrupted') await worktreesGivenBack(engine);
    await printed;
    await tellEnding(following, ending, terminal);
    return ending.kind === 'waiting' ? waitingCode(engine.state) : endingCodes[ending.kind];
  } finally {
    await engine.close();
  }
}

/** Words for what the run waits for from an event on, where that may take long and is no session. */
function waitedFor(event: Recorded, state: RunState): string | undefined {
  if (event.type !== 'gate-decided') return undefined;
  const gate = state.gates[event.decision.gate];
  return isApprovedUnused(gate) ? askingRemote(state, gate) : undefined;
}

async function tellEnding(
  { engine, json, lastingKey, wait }: Following,
  ending: Ending,
  terminal: Terminal,
): Promise<void> {
  const board = boardOf(engine.state, Date.now());
  if (json) {
    const { run, headline, gates } = board;
    const type = wait && ending.kind === 'waiting' ? 'waiting' : 'ending';
    await terminal.write(`${JSON.stringify({ ...ending, type, run, headline, gates })}\n`);
    return;
  }
  const resume = `wavegate resume ${board.run}`;
  switch (ending.kind) {
    case 'shipped':
      return writeLines(terminal, [
        ...(board.ship?.lines ?? []),
        `Report: wavegate report ${board.run}`,
        `What it has taught: wavegate learn ${board.run}`,
      ]);
    case 'stopped':
      return terminal.note(ending.reason);
    case 'trouble':
      return terminal.note(`The run is paused: ${ending.reason}\nNothing is lost. Go on with: ${resume}`);
    case 'interrupted':
      return terminal.note(`No longer following. Sessions go on by themselves. Go on with: ${resume}`);
    case 'waiting': {
      const again = board.adaptation?.choices.map(({ strategy }) => `  ${resume} --adapt ${strategy}`) ?? [];
      const findings = findingLines(board);
      const comments = board.findings.filter(({ open, source }) => open && source === 'forge');
      const marked = (from: 'audit' | 'validators', marks: string): readonly string[] =>
        board.findings.some(({ open, source }) => open && source === from)
          ? [`  wavegate triage ${board.run} ${marks} [FINDING…]`]
          : [];
      const overrule = [
        ...marked('audit', 'in|out|deferred'),
        ...marked('validators', 'out|deferred|wrong-spec'),
        ...comments.slice(0, 1).map(({ id }) => `  wavegate triage ${board.run} in|out|deferred ${id} --note ANSWER`),
      ];
      const retry = board.adaptation?.retry === true ? [`  wavegate retry ${board.run}`] : [];
      const accept =
        (board.adaptation?.acceptable.length ?? 0) > 0
          ? [`  wavegate retry ${board.run} --accept-baseline --note HOW_YOU_KNOW`]
          : [];
      await writeLines(terminal, [
        `Waiting: ${ending.reason}`,
        ...findings,
        ...gateLines(board),
        ...(board.adaptation?.supervisors ?? []),
        ...again,
        ...retry,
        ...accept,
        ...overrule,
      ]);
      if (wait) {
        terminal.note('Decide with --key FILE in another terminal; this one then continues. Ctrl+C leaves the run.');
      } else if (!lastingKey) {
        terminal.note(
          'The key of this run ends with this process, so its gates cannot be decided later. ' +
            'Start a run with --key FILE to decide gates one by one, or with --approve for all it needs.',
        );
      } else terminal.note(`Then go on with: ${resume} --key FILE`);
    }
  }
}
