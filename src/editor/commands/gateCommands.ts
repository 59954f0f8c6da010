import type { Channel, Verdict } from '../../core/run/model.ts';
import type { BoardGate } from '../../core/views/boardModel.ts';
import { commands } from '../contributions.ts';
import type { RunConnection } from '../runConnection.ts';
import { tell } from '../messages.ts';
import type { SpotCheckVerdicts } from '../spotCheckVerdicts.ts';
import { subjectOf } from '../tree/treeNode.ts';
import type { VSCode } from '../vscodeTypes.ts';
import { askChoice, askText } from './ask.ts';
import type { CommandRegistry } from './commandRegistry.ts';

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
    const answers = verdict === 'approved' ? await this.#answers(gate) : {};
    if (answers === undefined) return;
    const note = await this.#note(gate, verdict);
    if (note === undefined) return;
    const service = await this.#run.service();
    const files = gate.kind === 'spot-check' ? this.#verdicts.of(gate.id) : {};
    const comments = gate.kind === 'spot-check' && verdict === 'rejected' ? this.#verdicts.commentsOf(gate.id) : [];
    const all = { ...files, ...answers };
    const { refused } = await service.decide({
      gate: gate.id,
      verdict,
      note,
      channel: channelOf(target),
      ...(Object.keys(all).length > 0 && { answers: all }),
      ...(comments.length > 0 && { comments }),
    });
    if (refused !== undefined) tell(this.#vscode, 'warning', refused);
    else if (gate.kind === 'spot-check' && verdict !== 'hold') await this.#verdicts.forget(gate.id);
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

  async #note(gate: BoardGate, verdict: Verdict): Promise<string | undefined> {
    const step = {
      title: verdict === 'approved' && gate.kind === 'launch' ? gate.title : `${verbs[verdict]}: ${gate.title}`,
      step: 1,
      of: 1,
    };
    if (verdict !== 'approved') {
      const comments =
        verdict === 'rejected' && gate.kind === 'spot-check' ? this.#verdicts.commentsOf(gate.id).length : 0;
      const why =
        comments === 0
          ? 'Why? Whoever goes on from here will need it.'
          : `Why? ${comments === 1 ? 'Your comment goes' : `Your ${comments} comments go`} back to the agents whose work it is.`;
      return askText(this.#vscode, step, why, 'Say why.');
    }
    const prompt = `${gate.about} A note for the record, if you like. Enter approves, Escape leaves the gate open.`;
    return askText(this.#vscode, step, prompt);
  }

  /** Asks for the answers a gate of this kind needs. @returns undefined if cancelled, or if another step comes first */
  async #answers(gate: BoardGate): Promise<Answers | undefined> {
    if (gate.questions.length > 0) return this.#selfCheck(gate);
    if (gate.kind === 'triage') return this.#triaged() ? {} : undefined;
    if (gate.kind === 'spot-check') return this.#spotChecked(gate);
    return {};
  }

  /** Whether every finding is marked; says so if not, before a note is asked for. */
  #triaged(): boolean {
    const open = (this.#run.snapshot?.findings ?? []).filter((finding) => finding.triage === undefined).length;
    if (open === 0) return true;
    tell(
      this.#vscode,
      'warning',
      `Mark each finding in, out or deferred first, in the Findings view: ${open} are open.`,
    );
    return false;
  }

  async #spotChecked(gate: BoardGate): Promise<Answers | undefined> {
    const verdicts = this.#verdicts.of(gate.id);
    const bad = gate.files.filter((file) => verdicts[file.path] === 'not-ok');
    const open = gate.files.filter((file) => verdicts[file.path] === undefined);
    const comments = this.#verdicts.commentsOf(gate.id).length;
    if (bad.length === 0 && open.length === 0 && comments === 0) return {};
    const look = 'Open Spot-Check';
    const message =
      bad.length === 0 && comments > 0
        ? 'You left comments. Reject the spot-check to send them to the agents, or delete them.'
        : bad.length > 0
          ? `You marked ${bad.map((file) => file.path).join(', ')} as not ok. Reject the spot-check, or change the mark.`
          : `${open.length} of ${gate.files.length} files have no verdict yet. Look at each and mark it ok or not ok first.`;
    const choice = await this.#vscode.window.showWarningMessage(message, look);
    if (choice === look) {
      await this.#vscode.commands.executeCommand(commands.openSpotCheck, { subject: { kind: 'gate', gate: gate.id } });
    }
    return undefined;
  }

  async #selfCheck(gate: BoardGate): Promise<Answers | undefined> {
    const of = gate.questions.length + 1;
    const answers: Record<string, string> = {};
    for (const [index, { id, text }] of gate.questions.entries()) {
      const answer = await askChoice(this.#vscode, { title: gate.title, step: index + 1, of }, text, [
        { label: 'Yes', value: 'yes' },
        {
          label: 'No',
          ...(gate.kind === 'acceptance' && { description: 'then slow down: this code is not yours yet' }),
          value: 'no',
        },
      ]);
      if (answer === undefined) return undefined;
      answers[id] = answer;
    }
    if (gate.ownTesting === undefined) return answers;
    const prompt = 'What did you try yourself, by hand, and what did you see?';
    const step = { title: gate.title, step: of, of };
    const testing = await askText(
      this.#vscode,
      step,
      prompt,
      'Acceptance rests on your own testing too: say what you tried.',
    );
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
