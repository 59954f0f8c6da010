import { strangerObjection } from '../core/gates/keyObjection.ts';
import { askText, readRequest } from '../core/model/requests.ts';
import type { Ask, RunRequest } from '../core/model/requests.ts';
import type { Refusal } from '../core/model/commands.ts';
import type { RecordRef } from '../core/model/gate.ts';
import type { RunState } from '../core/model/state.ts';
import type { RequestAnswer } from '../ports/requests.ts';
import { errorMessage } from '../util/errors.ts';
import { lookAtBudgets } from './budgetWatch.ts';
import { baseMergeCommand } from './baseMerge.ts';
import { isSignedDecision } from './decisions.ts';
import type { CommandInput } from './commandInput.ts';
import { adaptationCommand, observePlanFile } from './planWatch.ts';
import type { EnginePorts } from './ports.ts';
import type { RunEngine } from './runEngine.ts';

/** Answers signed requests of other processes for as long as the engine drives the run. */
export function attendRequests(run: string, engine: RunEngine, ports: EnginePorts): void {
  ports.requests.attend(run, (text) => answerRequest(text, engine, ports), engine.closing);
}

/** Does what a request asks if the owner of a key of this run has signed it, on the record the run is at. */
export async function answerRequest(text: string, engine: RunEngine, ports: EnginePorts): Promise<RequestAnswer> {
  const request = readRequest(text);
  if (request === undefined) return { refused: 'This is no request of Wavegate. See docs/formats/requests.md.' };
  const signer = 'decision' in request ? request.decision : request.signed;
  // Before anything is done for it, even reading the plan.
  const objection = (await isGenuine(request, engine.state.run, ports))
    ? strangerObjection(signer, engine.state)
    : 'The request is not signed by the key it names, for this run. It does not count.';
  if (objection !== undefined) return { refused: objection };
  let moved = false;
  try {
    await observePlanFile(engine, ports);
    await lookAtBudgets((command) => engine.submit(command), ports);
    const { refused } = await engine.submitSealed((follows) => {
      moved = !isSame(signer.follows, follows);
      return moved ? Promise.resolve({ refused: 'The run has moved on.' }) : commandOf(request, engine.state, ports);
    });
    if (moved) return { refused: 'The run has moved on since this was signed. Look at it again.', moved: true };
    return refused === undefined ? {} : { refused };
  } catch (error) {
    return { refused: errorMessage(error) };
  }
}

function isGenuine(request: RunRequest, run: string, { signer }: EnginePorts): Promise<boolean> {
  if ('decision' in request) return isSignedDecision(run, request.decision, signer);
  const { signature, ...unsigned } = request.signed;
  return signer.verify(askText(run, unsigned), signature, unsigned.key);
}

async function commandOf(request: RunRequest, state: RunState, ports: EnginePorts): Promise<CommandInput | Refusal> {
  return 'decision' in request
    ? { type: 'decide-gate', decision: request.decision }
    : askCommand(request.signed.ask, request.signed.who, state, ports);
}

/** Does what a person asks in a run that is driven here. @returns why it was refused, if it was */
export function askHere(engine: RunEngine, ports: EnginePorts, ask: Ask, who: string): Promise<RequestAnswer> {
  return engine.submitSealed(() => askCommand(ask, who, engine.state, ports));
}

/** The command that does what a person asks, or why there is none. */
async function askCommand(ask: Ask, who: string, state: RunState, ports: EnginePorts): Promise<CommandInput | Refusal> {
  if (ask.type === 'merge-base') return baseMergeCommand(state, ports, ask.branch);
  if (ask.type === 'adapt') return adaptationCommand(state, ports, ask.strategy, ask.task, ask.diagnosis, who);
  return { ...ask, who };
}

function isSame(a: RecordRef, b: RecordRef): boolean {
  return a.seq === b.seq && a.hash === b.hash;
}
