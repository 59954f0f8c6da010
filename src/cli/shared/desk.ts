import type { Ask } from '../../core/model/requests.ts';
import type { Gate } from '../../core/model/gate.ts';
import type { RunState } from '../../core/model/state.ts';
import { replay } from '../../core/run/evolve.ts';
import { askThroughDriver, decideThroughDriver } from '../../engine/askDriver.ts';
import type { Driver, Seen } from '../../engine/askDriver.ts';
import { decideGate } from '../../engine/decisions.ts';
import type { DecisionInput } from '../../engine/decisions.ts';
import { openRun } from '../../engine/openRun.ts';
import { observePlanFile } from '../../engine/planWatch.ts';
import { askHere } from '../../engine/requests.ts';
import type { RunEngine } from '../../engine/runEngine.ts';
import { isJournalError } from '../../ports/journal.ts';
import { CliError } from './exit.ts';
import { accessRun } from './openRun.ts';
import type { OpenValues, RunAccess } from './openRun.ts';
import type { Terminal } from './terminal.ts';

interface Answer {
  readonly refused?: string;
}

/** Desk at which a person says what is to happen in a run: here, where this process drives it, else to the one that does. */
export interface Desk {
  readonly state: RunState;
  /** Absent where another process drives the run. */
  readonly engine?: RunEngine;
  /** The time of the machine that decides. Epoch milliseconds. */
  readonly now: () => number;
  /** @param gate as the person was shown it */
  decide(say: Omit<DecisionInput, 'who' | 'channel' | 'gate'>, gate: Gate): Promise<Answer>;
  ask(ask: Ask): Promise<Answer>;
  /** Text of what to do next, which is nothing where a process drives the run on. */
  goOn(command: string): string;
  close(): Promise<void>;
}

/**
 * Opens a run, or reaches the process that drives it, which takes a key: its requests are signed.
 * @throws JournalError `in-use` when another process drives it and no key is named; RunError, WorkspaceError, LayoutError
 */
export async function openDesk(terminal: Terminal, values: OpenValues, run: string): Promise<Desk> {
  const access = await accessRun(terminal, values, run);
  try {
    return await ownDesk(access, await openRun(run, access.ports));
  } catch (error) {
    if (!isJournalError(error, 'in-use')) throw error;
    if (values.key !== undefined) return reach(access, run, terminal, error.message);
    const how = 'To have that process do this, sign it with a key of the run: --key FILE.';
    throw new CliError('environment', `${error.message} ${how}`, { cause: error });
  }
}

async function ownDesk({ ports, who }: RunAccess, engine: RunEngine): Promise<Desk> {
  try {
    await observePlanFile(engine, ports);
  } catch (error) {
    await engine.close();
    throw error;
  }
  return {
    get state() {
      return engine.state;
    },
    engine,
    now: () => ports.clock.now(),
    decide: (say, gate) => decideGate(engine, ports, { ...say, gate: gate.id, who, channel: 'cli' }),
    ask: (ask) => askHere(engine, ports, ask, who),
    goOn: (command) => `Go on with: ${command}`,
    close: () => engine.close(),
  };
}

function reach({ ports, who, state: first }: RunAccess, run: string, terminal: Terminal, inUse: string): Desk {
  let state = first;
  const driver: Driver = {
    run,
    ports,
    async see(): Promise<Seen> {
      const { events, end } = await ports.journals.readSealed(run);
      state = replay(events) ?? state;
      return { state, end };
    },
  };
  const sent = (answer: Answer): Answer => {
    if (answer.refused === undefined) terminal.note(`Signed, and recorded by the process that drives the run.`);
    return answer;
  };
  return {
    get state() {
      return state;
    },
    now: () => ports.clock.now(),
    decide: async (say, gate) =>
      sent(await decideThroughDriver(driver, { ...say, gate: gate.id, who, channel: 'cli' }, gate)),
    ask: async (ask) => sent(await askThroughDriver(driver, ask, who)),
    goOn: () => inUse.replace(/ Go on there.*$/s, ' It goes on there.'),
    close: () => Promise.resolve(),
  };
}
