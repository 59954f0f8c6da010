import type { Draft } from '../../core/gates/draft.ts';
import type { Missing } from '../../core/model/missing.ts';
import { missingFor, missingText } from '../../core/gates/specs/missing.ts';
import type { Channel, Verdict } from '../../core/model/terms.ts';
import type { BoardGate } from '../../core/model/boardModel.ts';
import { commands } from '../shared/contributions.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import { gateActions } from '../shared/gateActions.ts';
import { askWhat, tell } from '../shared/messages.ts';
import type { SpotCheckVerdicts } from '../spotCheck/spotCheckVerdicts.ts';
import { subjectOf } from '../tree/treeNode.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';
import { askChoice, askText } from './ask.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';

const verbs: Readonly<Record<Verdict, string>> = { approved: 'Approve', rejected: 'Reject', hold: 'Hold' };

type Answers = Readonly<Record<string, string>>;

/** Approve, reject, hold, launch, and ask again. */
export class GateCommands {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #verdicts: SpotCheckVerdicts;

  constructor(vscode: VSCode, run: RunConnection, verdicts: SpotCheckVerdicts) {
    this.#vscode = vscode;
    this.#run = run;
    this.#verdicts = verdicts;
  }

  register(registry: CommandRegistry): void {
    registry.register(commands.approveGate, (target) => this.#decide('approved', target));
    registry.register(commands.rejectGate, (target) => this.#decide('rejected', target));
    registry.register(commands.holdGate, (target) => this.#decide('hold', target));
    registry.register(commands.launchWave, (target) => this.#decide('approved', target, 'launch'));
    registry.register(commands.reopenGate, (target) => this.#reopen(target));
  }

  async #decide(verdict: Verdict, target: unknown, kind?: BoardGate['kind']): Promise<void> {
    const gate = await this.#pick(target, 'pending', kind);
    if (gate === undefined) return;
    const begun = { note: '', answers: this.#verdicts.of(gate.id), comments: this.#verdicts.commentsOf(gate.id) };
    const draft = verdict === 'approved' ? await this.#complete(gate, begun) : begun;
    if (draft === undefined) return;
    const note = await this.#note(gate, verdict, draft);
    if (note === undefined) return;
    const service = await this.#run.service();
    const comments = verdict === 'rejected' ? draft.comments : [];
    const { refused } = await service.decide({
      gate: gate.id,
      verdict,
      note,
      channel: channelOf(target),
      ...(Object.keys(draft.answers).length > 0 && { answers: draft.answers }),
      ...(comments.length > 0 && { comments }),
    });
    if (refused !== undefined) tell(this.#vscode, 'warning', refused);
    else if (verdict !== 'hold') await this.#verdicts.forget(gate.id);
  }

  /** The gate that is meant: the target's, the only one there is, or the one the person picks. */
  async #pick(target: unknown, status: 'pending' | 'ended', kind?: BoardGate['kind']): Promise<BoardGate | undefined> {
    await this.#run.service();
    const gates = (this.#run.snapshot?.gates ?? []).filter(
      (gate) => (gate.status === 'pending') === (status === 'pending') && (kind === undefined || gate.kind === kind),
    );
    const named = subjectOf('gate', target)?.gate;
    if (named !== undefined) {
      const gate = gates.find(({ id }) => id === named);
      if (gate === undefined)
        tell(this.#vscode, 'warning', 'This gate has been decided already, or a newer one took its place.');
      return gate;
    }
    if (gates.length === 0)
      tell(this.#vscode, 'information', `No ${kind ?? ''} gate waits for this.`.replace('  ', ' '));
    if (gates.length < 2) return gates[0];
    const options = gates.map((gate) => ({ label: gate.title, detail: gate.about, value: gate }));
    return askChoice(this.#vscode, { title: 'Wavegate', step: 1, of: 1 }, 'Which gate?', options);
  }

  async #note(gate: BoardGate, verdict: Verdict, draft: Draft): Promise<string | undefined> {
    const isAction = verdict === 'approved' && gateActions[gate.kind].approve !== commands.approveGate;
    const step = { title: isAction ? gate.title : `${verbs[verdict]}: ${gate.title}`, step: 1, of: 1 };
    if (verdict === 'approved') {
      const reason = this.#missing(gate, draft).find(({ field }) => field === 'note')?.text;
      const optional = `${gate.about} A note for the record, if you like. Enter approves, Escape leaves the gate open.`;
      return askText(this.#vscode, step, reason ?? optional, reason);
    }
    const comments = verdict === 'rejected' ? draft.comments.length : 0;
    const why =
      comments === 0
        ? 'Why? Whoever goes on from here will need it.'
        : `Why? ${comments === 1 ? 'Your comment goes' : `Your ${comments} comments go`} back to the agents whose work it is.`;
    return askText(this.#vscode, step, why, 'Say why.');
  }

  /**
   * Leads to what an approval still needs, and asks the questions of the gate.
   * @returns undefined if cancelled, or if another step comes first; else the draft with the answers, to which only the
   *   note is to be added
   */
  async #complete(gate: BoardGate, draft: Draft): Promise<Draft | undefined> {
    const isElsewhere = ({ field }: Missing): boolean => field !== 'answers' && field !== 'note';
    if (await this.#tellMissing(gate, this.#missing(gate, draft).filter(isElsewhere))) return undefined;
    const answers = await this.#answers(gate);
    if (answers === undefined) return undefined;
    const answered = { ...draft, answers: { ...draft.answers, ...answers } };
    const missing = this.#missing(gate, answered).filter(({ field }) => field !== 'note');
    return (await this.#tellMissing(gate, missing)) ? undefined : answered;
  }

  /** What the run itself would say, before anything more is asked. */
  #missing(gate: BoardGate, draft: Draft): readonly Missing[] {
    const { state } = this.#run;
    const asked = state?.gates[gate.id];
    return state && asked ? missingFor('approved', state, asked, draft) : [];
  }

  /** Says what is missing, with the way to it. @returns whether anything is */
  async #tellMissing(gate: BoardGate, missing: readonly Missing[]): Promise<boolean> {
    if (missing.length === 0) return false;
    const isInFiles = missing.some(({ field }) => field === 'files' || field === 'comments');
    const look = isInFiles ? ['Open Spot-Check'] : [];
    if ((await askWhat(this.#vscode, 'warning', missingText(missing), look)) !== undefined) {
      await this.#vscode.commands.executeCommand(commands.openSpotCheck, { subject: { kind: 'gate', gate: gate.id } });
    }
    return true;
  }

  async #answers(gate: BoardGate): Promise<Answers | undefined> {
    const of = gate.questions.length + (gate.ownTesting === undefined ? 0 : 1);
    const answers: Record<string, string> = {};
    for (const [index, { id, text, ifNo }] of gate.questions.entries()) {
      const answer = await askChoice(this.#vscode, { title: gate.title, step: index + 1, of }, text, [
        { label: 'Yes', value: 'yes' },
        { label: 'No', ...(ifNo !== undefined && { detail: ifNo }), value: 'no' },
      ]);
      if (answer === undefined) return undefined;
      answers[id] = answer;
    }
    if (gate.ownTesting === undefined) return answers;
    const prompt = 'What did you try yourself, by hand, and what did you see?';
    const step = { title: gate.title, step: of, of };
    const required = 'Acceptance rests on your own testing too: say what you tried.';
    const testing = await askText(this.#vscode, step, prompt, required);
    return testing === undefined ? undefined : { ...answers, [gate.ownTesting]: testing };
  }

  async #reopen(target: unknown): Promise<void> {
    const gate = await this.#pick(target, 'ended');
    if (gate === undefined) return;
    const { refused } = await (await this.#run.service()).reopen(gate.id);
    if (refused !== undefined) tell(this.#vscode, 'warning', refused);
  }
}

/** Items of the sidebar carry an id; the palette, lenses and notifications do not. */
function channelOf(target: unknown): Channel {
  return typeof target === 'object' && target !== null && 'id' in target ? 'sidebar' : 'palette';
}
