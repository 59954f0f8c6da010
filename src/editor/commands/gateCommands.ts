import type { Uri } from 'vscode';
import type { GateDraft } from '../../core/model/gateDraft.ts';
import type { Missing } from '../../core/model/missing.ts';
import { launchesAhead } from '../../core/gates/resting.ts';
import { missingText } from '../../core/gates/specs/missing.ts';
import { decisionTitle } from '../../core/words/decisionTitle.ts';
import type { Verdict } from '../../core/model/gate.ts';
import type { BoardGate } from '../../core/model/boardModel.ts';
import { errorMessage } from '../../util/errors.ts';
import { documentRef } from '../content/documentRef.ts';
import type { CommandTarget } from '../shared/commandTargets.ts';
import { runCommand } from '../shared/commandTargets.ts';
import { commands, documentScheme } from '../shared/contributions.ts';
import { gateActions } from '../shared/gateActions.ts';
import { askWhat, notify } from '../shared/messages.ts';
import { askChoice, askText, reasonWanted } from './ask.ts';
import type { CommandRegistry } from '../shared/commandRegistry.ts';
import { DocumentCommands } from './commandGroup.ts';

/** Approve, reject, hold, launch, and ask again. */
export class GateCommands extends DocumentCommands {
  override register(registry: CommandRegistry): void {
    registry.register(commands.approveGate, (target) => this.#decide('approved', target));
    registry.register(commands.rejectGate, (target) => this.#decide('rejected', target));
    registry.register(commands.holdGate, (target) => this.#decide('hold', target));
    registry.register(commands.launchWave, (target) => this.#decide('approved', target, 'launch'));
    registry.register(commands.approveLaunches, (target) => this.#launchAll(target));
    registry.register(commands.reopenGate, (target) => this.#reopen(target));
    registry.register(commands.openGate, (target) => this.#show(target));
    registry.register(commands.nextGate, () => this.#showNext());
  }

  async #decide(verdict: Verdict, target: CommandTarget<'gate'>, kind?: BoardGate['kind']): Promise<void> {
    const gate = await this.#pick(target, 'pending', kind);
    if (gate === undefined) return;
    const draft = verdict === 'approved' ? await this.#complete(gate) : this.run.draftOf(gate.id);
    if (draft === undefined) return;
    const note = await this.#note(gate, verdict, draft);
    if (note === undefined) return;
    const service = await this.run.service();
    const comments = verdict === 'rejected' ? draft.comments : [];
    const decided = service.decide({
      gate: gate.id,
      verdict,
      note,
      channel: target.isRow ? 'sidebar' : 'palette',
      ...(Object.keys(draft.answers).length > 0 && { answers: draft.answers }),
      ...(comments.length > 0 && { comments }),
    });
    const { refused } = await decided.catch((error: unknown) => ({ refused: errorMessage(error) }));
    if (refused === undefined) return;
    // The question begins with it then, here and on the board.
    const isKept =
      note === draft.note || (await this.run.changeDraft(gate.id, { type: 'note', text: note })).refused === undefined;
    this.warnOf({ refused }, 'note', isKept ? '' : note);
  }

  /** Approves the plan, or a launch, together with the launches of the waves after it. */
  async #launchAll(target: CommandTarget<'gate'>): Promise<void> {
    await this.run.service();
    const gates = this.run.snapshot?.gates ?? [];
    const gate = gates.find(
      ({ status, questions }) => status === 'pending' && questions.some(({ id }) => id === launchesAhead),
    );
    if (gate === undefined) {
      const where = 'at its plan gate and at a launch, while more than one wave is left';
      const text = `Launches can be approved in advance where the plan says gates: {launch: {inAdvance: true}}, ${where}.`;
      this.inform(text);
      return;
    }
    if (this.warnOf(await this.run.changeDraft(gate.id, { type: 'answer', name: launchesAhead, value: 'yes' }))) return;
    const subject = { kind: 'gate', gate: gate.id } as const;
    await this.#decide('approved', { ...target, subject, selected: [subject] });
  }

  /** The gate that is meant: the target's, the only one there is, or the one the person picks. */
  async #pick(
    { subject, uri }: CommandTarget<'gate'>,
    status: 'pending' | 'ended',
    kind?: BoardGate['kind'],
  ): Promise<BoardGate | undefined> {
    await this.run.service();
    const gates = (this.run.snapshot?.gates ?? []).filter(
      (gate) => (gate.status === 'pending') === (status === 'pending') && (kind === undefined || gate.kind === kind),
    );
    const named = subject?.gate ?? this.#shownGate(uri);
    if (named !== undefined) {
      const gate = gates.find(({ id }) => id === named);
      if (gate === undefined)
        notify(this.vscode, 'warning', 'This gate has been decided already, or a newer one took its place.');
      return gate;
    }
    if (gates.length === 0) this.inform(noneTo(status, kind));
    if (gates.length < 2) return gates[0];
    const options = gates.map((gate) => ({ label: gate.title, detail: gate.about, value: gate }));
    return askChoice(this.vscode, { title: 'Wavegate', step: 1, of: 1 }, 'Which gate?', options);
  }

  async #note(gate: BoardGate, verdict: Verdict, draft: GateDraft): Promise<string | undefined> {
    const isAction = verdict === 'approved' && gateActions[gate.kind].approve !== commands.approveGate;
    const title = decisionTitle(verdict, gate.kind, gate.title, gate.waveTitle);
    const step = { title: isAction ? gate.title : title, step: 1, of: 1 };
    if (verdict === 'approved') {
      const reason = this.#missing(gate).find(({ field }) => field === 'note')?.text;
      const optional = `${gate.about} A note for the record, if you like.`;
      return askText(this.vscode, step, reason ?? optional, {
        value: draft.note,
        ...(reason && { required: reason }),
      });
    }
    const comments = verdict === 'rejected' ? draft.comments.length : 0;
    const why =
      comments === 0
        ? 'Why? Whoever continues from here needs the reason.'
        : `Why? ${comments === 1 ? 'Your comment goes' : `Your ${comments} comments go`} back to the agents whose work it is.`;
    return askText(this.vscode, step, why, { value: draft.note, required: reasonWanted });
  }

  /**
   * Leads to what an approval still needs, and asks the questions of the gate.
   * @returns undefined if cancelled, or if another step comes first; else the draft, which lacks at most the note
   */
  async #complete(gate: BoardGate): Promise<GateDraft | undefined> {
    const isElsewhere = ({ field }: Missing): boolean => field !== 'answers' && field !== 'note';
    if (await this.#tellMissing(gate, this.#missing(gate).filter(isElsewhere))) return undefined;
    if (!(await this.#askAnswers(gate))) return undefined;
    const missing = this.#missing(gate).filter(({ field }) => field !== 'note');
    return (await this.#tellMissing(gate, missing)) ? undefined : this.run.draftOf(gate.id);
  }

  /** Answers that the run itself would miss in an approval of the draft. */
  #missing({ id }: BoardGate): readonly Missing[] {
    return this.run.snapshot?.gates.find((gate) => gate.id === id)?.missing ?? [];
  }

  /** Says what is missing, with the way to it. @returns whether anything is */
  async #tellMissing(gate: BoardGate, missing: readonly Missing[]): Promise<boolean> {
    if (missing.length === 0) return false;
    const isInFiles = missing.some(({ field }) => field === 'files' || field === 'comments');
    const look = isInFiles ? ['Open Spot-Check'] : [];
    if ((await askWhat(this.vscode, 'warning', missingText(missing), look)) !== undefined) {
      await runCommand(this.vscode, commands.openSpotCheck, { kind: 'gate', gate: gate.id });
    }
    return true;
  }

  /** Asks what the draft has no answer to, and keeps each answer in it. @returns whether all were answered */
  async #askAnswers(gate: BoardGate): Promise<boolean> {
    const open = new Set(this.#missing(gate).flatMap(({ field, names }) => (field === 'answers' ? names : [])));
    const of = open.size;
    let step = 0;
    for (const { id, text, ifNo, inWords, choices } of gate.questions.filter((question) => open.has(question.id))) {
      const at = { title: gate.title, step: ++step, of };
      const value =
        inWords === true
          ? await askText(this.vscode, at, text, { required: 'Answer in a few words: they go on record.' })
          : await askChoice(
              this.vscode,
              at,
              text,
              choices ?? [
                { label: 'Yes', value: 'yes' },
                { label: 'No', ...(ifNo !== undefined && { detail: ifNo }), value: 'no' },
              ],
            );
      if (value === undefined) return false;
      if (this.warnOf(await this.run.changeDraft(gate.id, { type: 'answer', name: id, value }), 'answer', value))
        return false;
    }
    if (gate.ownTesting === undefined || !open.has(gate.ownTesting)) return true;
    const prompt = 'What did you try yourself, by hand, and what did you see?';
    const required = 'Acceptance rests on your own testing too: say what you tried.';
    const value = await askText(this.vscode, { title: gate.title, step: of, of }, prompt, { required });
    if (value === undefined) return false;
    const kept = await this.run.changeDraft(gate.id, { type: 'answer', name: gate.ownTesting, value });
    return !this.warnOf(kept, 'answer', value);
  }

  /** Shows all that a gate is about, as a document with the decision in its title. */
  async #show(target: CommandTarget<'gate'>): Promise<void> {
    await this.run.service();
    const gates = this.run.snapshot?.gates ?? [];
    const named = target.subject?.gate;
    const gate = named === undefined ? await this.#pick(target, 'pending') : gates.find(({ id }) => id === named);
    if (gate !== undefined) await this.documents.show({ kind: 'gate', gate: gate.id, title: gate.title });
  }

  /** The gate that waits, or the one behind the gate that is shown. */
  async #showNext(): Promise<void> {
    await this.run.service();
    const waiting = (this.run.snapshot?.gates ?? []).filter(({ status }) => status === 'pending');
    const shown = waiting.findIndex(({ id }) => id === this.#shownGate(undefined));
    const next = waiting[(shown + 1) % Math.max(waiting.length, 1)];
    if (next === undefined) this.inform('No gate waits for a decision.');
    else await this.documents.show({ kind: 'gate', gate: next.id, title: next.title });
  }

  /** The gate whose document the target is, or that is in the editor. */
  #shownGate(given: Uri | undefined): string | undefined {
    const uri = given ?? this.vscode.window.activeTextEditor?.document.uri;
    const ref = uri?.scheme === documentScheme ? documentRef(uri) : undefined;
    return ref?.kind === 'gate' ? ref.gate : undefined;
  }

  async #reopen(target: CommandTarget<'gate'>): Promise<void> {
    const gate = await this.#pick(target, 'ended');
    if (gate === undefined) return;
    this.warnOf(await (await this.run.service()).reopen(gate.id));
  }
}

function noneTo(status: 'pending' | 'ended', kind: BoardGate['kind'] | undefined): string {
  if (status === 'ended') return 'No gate has ended without approval, so there is none to ask again.';
  return kind === undefined ? 'No gate is pending.' : `No ${kind} gate is pending.`;
}
