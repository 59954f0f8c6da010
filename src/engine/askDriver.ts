import { askText } from '../core/model/requests.ts';
import type { Ask, RunRequest } from '../core/model/requests.ts';
import type { Gate, RecordRef } from '../core/model/gate.ts';
import type { RunState } from '../core/model/state.ts';
import { evidenceDifferences } from '../core/gates/evidence.ts';
import { nameOf, signDecision } from './decisions.ts';
import type { DecisionInput } from './decisions.ts';
import type { EnginePorts } from './ports.ts';

type Answer = { readonly refused?: string };

/** Time that the driving process has to answer. It may be in the middle of git's work. */
const answerMs = 20_000;
/** A run that moves on this often between two signatures is one to look at again. */
const attempts = 10;

/** The run as its journal tells it now. */
export interface Seen {
  readonly state: RunState;
  readonly end: RecordRef;
}

export interface Driver {
  readonly run: string;
  readonly ports: Pick<EnginePorts, 'signer' | 'clock' | 'requests'>;
  readonly see: () => Promise<Seen>;
}

/** Signs a decision and has the process that drives the run record it. @returns why it was refused, if it was */
export async function decideThroughDriver(driver: Driver, say: DecisionInput, shown: Gate): Promise<Answer> {
  return askSigned(driver, async ({ state, end }) => {
    const gate = state.gates[say.gate];
    if (gate === undefined) return { refused: `There is no gate ${say.gate} in run ${driver.run}.` };
    if (evidenceDifferences(shown.evidence, gate.evidence).length > 0) {
      return { refused: `Gate ${gate.id} is about something else by now. Look at it again.` };
    }
    return { decision: await signDecision(say, gate, state, end, driver.ports) };
  });
}

/** Signs anything else that can be asked of a run. @returns why it was refused, if it was */
export async function askThroughDriver(driver: Driver, ask: Ask, person: string): Promise<Answer> {
  const { signer } = driver.ports;
  return askSigned(driver, async ({ state, end }) => {
    const { publicKey: key, place } = signer;
    const who = nameOf(key, person, state);
    const unsigned = { ask, who, key, ...(place === undefined ? {} : { place }), follows: end };
    return { signed: { ...unsigned, signature: await signer.sign(askText(driver.run, unsigned)) } };
  });
}

async function askSigned(driver: Driver, make: (seen: Seen) => Promise<RunRequest | { readonly refused: string }>) {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const seen = await driver.see();
    const request = await make(seen);
    if ('refused' in request) return request;
    const answer = await driver.ports.requests.ask(driver.run, JSON.stringify(request), answerMs);
    if (answer?.moved === true) continue;
    if (answer?.refused !== undefined) return { refused: answer.refused };
    // Anybody could have written an answer; what has happened is in the journal.
    const { state, end } = await driver.see();
    if (end.seq === seen.end.seq) return { refused: noAnswer };
    // Without an answer, the run may have moved on by itself.
    if (answer !== undefined || isRecorded(state, request)) return {};
    return { refused: 'decision' in request ? noAnswer : unsure };
  }
  return { refused: `Run ${driver.run} keeps moving on, so nothing was recorded. Look at it again, then repeat this.` };
}

/** Whether the run has exactly this decision. An ask leaves no trace of its own. */
function isRecorded({ gates }: RunState, request: RunRequest): boolean {
  if (!('decision' in request)) return false;
  const gate = gates[request.decision.gate];
  const given = [...(gate?.approvals ?? []), ...(gate?.decision === undefined ? [] : [gate.decision])];
  return given.some(({ signature }) => signature === request.decision.signature);
}

const unsure =
  'The process that drives this run has not answered, and the run has moved on meanwhile, so this may have been recorded or not. ' +
  '`wavegate status RUN` shows it: repeat this only if it was not.';

const noAnswer =
  'The process that drives this run has not recorded it, so nothing has changed. ' +
  '`wavegate status RUN` says which process that is; if it hangs, end it, and repeat this.';
