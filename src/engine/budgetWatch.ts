import type { Job } from '../core/model/effects.ts';
import type { SessionResult } from '../core/model/sessionResult.ts';
import type { RunState } from '../core/model/state.ts';
import { waitsForBudget } from '../core/queries/sharedBudgets.ts';
import { onAbort } from '../util/onAbort.ts';
import type { CommandInput } from './commandInput.ts';
import type { EnginePorts } from './ports.ts';

type Submit = (command: CommandInput) => Promise<unknown>;

/** Interval of looks at what holds agents back: another run may go on, a person may raise a budget. */
const betweenLooks = 5_000;

/** Tells the run what the budgets of the machine are, and what was used of them. */
export async function lookAtBudgets(submit: Submit, { budgets }: Pick<EnginePorts, 'budgets'>): Promise<void> {
  if (budgets !== undefined) await submit({ type: 'surroundings-seen', budgets: await budgets.seen() });
}

/** The same before the end of a session is recorded, so that the next agent does not start on what it has used. */
export async function lookAtBudgetsAfter(
  { work, session }: Job,
  { usage }: SessionResult,
  state: RunState,
  submit: Submit,
  { budgets }: Pick<EnginePorts, 'budgets'>,
): Promise<void> {
  if (budgets === undefined || work.kind !== 'agent' || usage === undefined) return;
  const { agent = session, startedAt: from = state.updatedAt } = state.sessions[session] ?? {};
  const { driver, model } = work.profile;
  const ending = { agent, driver, ...(model === undefined ? {} : { model }), usage, from };
  await submit({ type: 'surroundings-seen', budgets: await budgets.seen(ending) });
}

/** Looks again and again until nothing of the run waits for a budget. */
export async function watchBudgets(
  state: () => RunState,
  submit: Submit,
  ports: Pick<EnginePorts, 'budgets' | 'clock'>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await lookAtBudgets(submit, ports);
    if (ports.budgets === undefined || signal.aborted || !waitsForBudget(state())) return;
    await new Promise<void>((resolve) => {
      const cancel = ports.clock.wake(ports.clock.now() + betweenLooks, resolve);
      onAbort(signal, () => (cancel(), resolve()));
    });
  }
}
