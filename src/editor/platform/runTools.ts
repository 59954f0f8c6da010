import type {
  CancellationToken,
  ChatContext,
  ChatRequest,
  ChatResponseStream,
  LanguageModelTool,
  LanguageModelToolResult,
} from 'vscode';
import { gateSpecs } from '../../core/gates/specs/gateSpecs.ts';
import { answersFor } from '../../core/report/shipTexts.ts';
import { readRun, runParts } from '../../core/views/runReading.ts';
import type { RunPart } from '../../core/views/runReading.ts';
import { chatParticipant, commands, modelTools } from '../shared/contributions.ts';
import { DisposableStore } from '../shared/disposableStore.ts';
import type { RunConnection } from '../shared/runConnection.ts';
import type { VSCode } from '../shared/vscodeTypes.ts';

interface DraftInput {
  readonly what: 'note' | 'title' | 'body' | 'changelog';
  readonly text: string;
  readonly gate?: string;
}

const noRun = 'No run of Wavegate is open in this window.';

/**
 * Access of language models to a run: they read it, and draft words that a person then reads, changes and approves. Nothing here can
 * mark a file, answer a question, decide a gate, or start anything.
 */
export class RunTools {
  readonly #vscode: VSCode;
  readonly #run: RunConnection;
  readonly #store = new DisposableStore();

  constructor(vscode: VSCode, run: RunConnection) {
    this.#vscode = vscode;
    this.#run = run;
    // Editors built from VS Code's sources may come without its chat.
    if ('lm' in vscode) {
      this.#store.add(vscode.lm.registerTool(modelTools.readRun, this.#reading()));
      this.#store.add(vscode.lm.registerTool(modelTools.draftText, this.#drafting()));
    }
    if ('chat' in vscode) {
      const participant = vscode.chat.createChatParticipant(chatParticipant, (request, context, stream, token) =>
        this.#answer(request, context, stream, token),
      );
      participant.iconPath = new vscode.ThemeIcon('layers');
      this.#store.add(participant);
    }
  }

  #reading(): LanguageModelTool<{ readonly part?: string }> {
    return { invoke: async ({ input }) => this.#result(await this.#read(partOf(input.part))) };
  }

  async #read(part: RunPart): Promise<string> {
    await this.#run.service();
    const { state, drafts } = this.#run;
    return state === undefined ? noRun : readRun(state, part, Date.now(), drafts);
  }

  #drafting(): LanguageModelTool<DraftInput> {
    return {
      prepareInvocation: ({ input }) => ({
        invocationMessage: `Drafting the ${input.what}`,
        confirmationMessages: {
          title: `Draft the ${input.what} of a Wavegate gate?`,
          message: 'It becomes part of the draft, which you read and change before you decide.',
        },
      }),
      invoke: async ({ input }) => this.#result(await this.#draft(input)),
    };
  }

  async #draft({ what, text, gate: named }: DraftInput): Promise<string> {
    await this.#run.service();
    const { state, snapshot } = this.#run;
    if (state === undefined) return noRun;
    const pending = (snapshot?.gates ?? []).filter(({ status }) => status === 'pending');
    const gate = pending.find(({ id, kind }) =>
      named === undefined ? what === 'note' || gateSpecs[kind].sendsTexts === true : id === named,
    );
    if (gate === undefined) return 'No such gate waits for a decision, so nothing was drafted.';
    if (what === 'note') return this.#change(gate.id, [{ type: 'note', text }]);
    if (!gateSpecs[gate.kind].sendsTexts) return 'Only the ship gate sends texts, so nothing was drafted.';
    const answers = answersFor(state, { [what]: text });
    return this.#change(
      gate.id,
      Object.entries(answers).map(([name, value]) => ({ type: 'answer', name, value })),
    );
  }

  async #change(gate: string, changes: readonly Parameters<RunConnection['changeDraft']>[1][]): Promise<string> {
    for (const change of changes) {
      const { refused } = await this.#run.changeDraft(gate, change);
      if (refused !== undefined) return refused;
    }
    return `Drafted at gate ${gate}. A person reads, changes and decides it.`;
  }

  /** Answers a question about the run with the model that the person has chosen, and leads to the decision. */
  async #answer(
    { prompt, command, model }: ChatRequest,
    { history }: ChatContext,
    stream: ChatResponseStream,
    token: CancellationToken,
  ): Promise<void> {
    const { LanguageModelChatMessage } = this.#vscode;
    if (command !== undefined) stream.markdown(await this.#read(partOf(command)));
    else {
      stream.progress('Reading the run');
      const said = history.flatMap((turn) => ('prompt' in turn ? [`Asked before: ${turn.prompt}`] : []));
      const facts = [await this.#read('status'), await this.#read('gates')].join('\n\n');
      const { text } = await model.sendRequest(
        [
          LanguageModelChatMessage.User(
            `You explain a run of Wavegate to the person who decides its gates. Say what the facts say, with files and lines; say where they say nothing. You cannot decide, and do not advise to skip a look.\n\n${facts}`,
          ),
          ...said.map((line) => LanguageModelChatMessage.User(line)),
          LanguageModelChatMessage.User(prompt),
        ],
        {},
        token,
      );
      for await (const part of text) stream.markdown(part);
    }
    if (this.#run.snapshot?.gates.some(({ status }) => status === 'pending') === true) {
      stream.button({ command: commands.nextGate, title: 'Show the Gate That Waits' });
    }
  }

  #result(text: string): LanguageModelToolResult {
    const { LanguageModelToolResult, LanguageModelTextPart } = this.#vscode;
    return new LanguageModelToolResult([new LanguageModelTextPart(text)]);
  }

  dispose(): void {
    this.#store.dispose();
  }
}

function partOf(name: string | undefined): RunPart {
  return runParts.find((part) => part === name) ?? 'status';
}
