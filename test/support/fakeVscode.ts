import type { VSCode } from '../../src/editor/shared/vscodeTypes.ts';

type Listener = (value: unknown) => unknown;

class EventEmitter {
  readonly #listeners = new Set<Listener>();
  readonly event = (listener: Listener): { dispose(): void } => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };
  fire(value: unknown): void {
    for (const listener of this.#listeners) listener(value);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

class Value {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}

class Uri {
  readonly scheme: string;
  readonly path: string;
  readonly query: string;
  constructor(scheme: string, path: string, query = '') {
    this.scheme = scheme;
    this.path = path;
    this.query = query;
  }
  get fsPath(): string {
    return this.path;
  }
  static from(parts: { readonly scheme: string; readonly path: string; readonly query?: string }): Uri {
    return new Uri(parts.scheme, parts.path, parts.query);
  }
  static file(path: string): Uri {
    return new Uri('file', path);
  }
}

class MarkdownString {
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
}

class Range {
  readonly start: { readonly line: number };
  readonly end: { readonly line: number };
  constructor(start: number, _startCharacter: number, end: number) {
    this.start = { line: start };
    this.end = { line: end };
  }
}

/** A comment thread as the editor shows it. */
export interface FakeThread {
  readonly uri: Uri;
  readonly range: Range;
  readonly comments: readonly { readonly body: string; readonly contextValue: string; readonly mode: number }[];
  label?: string;
  collapsibleState?: number;
}

/** A view of the sidebar. */
export interface FakeView {
  description: string;
  badge: { readonly value: number } | undefined;
  /** Ticks or unticks rows. */
  check: (change: { readonly items: readonly (readonly [object, number])[] }) => void;
}

/** Options that turn a message into a dialog. */
interface Dialog {
  readonly detail: string;
}

/** Answers of a person to the editor: each is used once, by the first question that contains its words. */
export interface Answer {
  readonly to: string;
  /** Text typed, label picked, or button pressed; undefined is Escape. */
  readonly with: string | undefined;
}

/** The part of the editor's API that commands use, with the person at the keyboard scripted and every effect recorded. */
export class FakeVscode {
  /** Messages, questions and commands, in order, one line each. */
  readonly log: string[] = [];
  readonly configuration = new Map<string, unknown>();
  trusted = true;
  /** Views of the sidebar, by their ids. */
  readonly views = new Map<string, FakeView>();
  /** Editors in sight. */
  readonly visible: { readonly document: object }[] = [];
  /** Comment threads that are shown now. */
  readonly threads: FakeThread[] = [];
  /** Lines of a document that may be commented on, as the extension says. */
  commentingRanges: (document: object) => Promise<readonly Range[]> = () => Promise.resolve([]);
  readonly #answers: Answer[];
  readonly #commands = new Map<string, (target: unknown) => unknown>();

  constructor(answers: readonly Answer[] = []) {
    this.#answers = [...answers];
  }

  /** The fake as the code under test takes it. */
  get api(): VSCode {
    const fake = {
      EventEmitter,
      ThemeColor: Value,
      ThemeIcon: Value,
      MarkdownString,
      Uri,
      Range,
      CommentMode: { Editing: 0, Preview: 1 },
      CommentThreadCollapsibleState: { Collapsed: 0, Expanded: 1 },
      comments: { createCommentController: () => this.#commentController() },
      TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
      TreeItemCheckboxState: { Unchecked: 0, Checked: 1 },
      window: this.#window(),
      workspace: this.#workspace(),
      commands: {
        registerCommand: (id: string, handler: (target: unknown) => unknown) => {
          this.#commands.set(id, handler);
          return { dispose: () => this.#commands.delete(id) };
        },
        executeCommand: (id: string, ...args: readonly unknown[]) => this.run(id, ...args),
      },
    };
    // Only what the tests reach is there; anything else fails loudly as undefined.
    return fake as unknown as VSCode;
  }

  /** Runs a registered command, or records one of VS Code's own. */
  async run(id: string, ...args: readonly unknown[]): Promise<void> {
    const handler = this.#commands.get(id);
    if (handler === undefined) this.log.push(`command ${id}`);
    else await handler(args[0]);
  }

  #window(): object {
    const message =
      (level: string) =>
      (text: string, ...more: readonly (string | Dialog)[]): Promise<string | undefined> => {
        const dialog = more.find((part) => typeof part !== 'string');
        const buttons = more.filter((part) => typeof part === 'string');
        const said = dialog === undefined ? text : `${text} | ${dialog.detail}`;
        this.log.push(`${dialog === undefined ? level : 'dialog'}: ${said}`);
        const pressed = this.#answerTo(said);
        return Promise.resolve(buttons.find((button) => button === pressed));
      };
    return {
      state: { focused: true },
      createTreeView: (id: string) => this.#treeView(id),
      withProgress: (_options: object, work: () => unknown) => work(),
      activeTextEditor: undefined,
      visibleTextEditors: this.visible,
      onDidChangeVisibleTextEditors: () => ({ dispose: () => undefined }),
      onDidCloseTerminal: () => ({ dispose: () => undefined }),
      showTextDocument: ({ uri }: { readonly uri: Uri }): Promise<undefined> => {
        this.log.push(`shows ${uri.path}`);
        return Promise.resolve(undefined);
      },
      showInformationMessage: message('information'),
      showWarningMessage: message('warning'),
      showErrorMessage: message('error'),
      showInputBox: ({ title, prompt, validateInput }: InputBox): Promise<string | undefined> => {
        this.log.push(`asks: ${title} | ${prompt}`);
        const text = this.#answerTo(`${title} ${prompt}`);
        const complaint = text === undefined ? undefined : validateInput(text);
        if (complaint !== undefined) this.log.push(`complains: ${complaint}`);
        return Promise.resolve(complaint === undefined ? text : undefined);
      },
      showQuickPick: (
        items: readonly { readonly label: string }[],
        { placeHolder }: { readonly placeHolder: string },
      ) => {
        this.log.push(`asks: ${placeHolder} [${items.map(({ label }) => label).join(', ')}]`);
        const label = this.#answerTo(placeHolder);
        return Promise.resolve(items.find((item) => item.label === label));
      },
    };
  }

  #treeView(id: string): object {
    const shown: FakeView = { description: '', badge: undefined, check: () => undefined };
    this.views.set(id, shown);
    return Object.assign(shown, {
      visible: true,
      onDidChangeVisibility: () => ({ dispose: () => undefined }),
      onDidChangeCheckboxState: (listener: FakeView['check']) => {
        shown.check = listener;
        return { dispose: () => undefined };
      },
      dispose: () => undefined,
    });
  }

  #commentController(): object {
    const { threads } = this;
    const allow = (ranges: FakeVscode['commentingRanges']): void => void (this.commentingRanges = ranges);
    return {
      createCommentThread(uri: Uri, range: Range, comments: FakeThread['comments']) {
        const thread = { uri, range, comments, dispose: () => void threads.splice(threads.indexOf(thread), 1) };
        threads.push(thread);
        return thread;
      },
      set commentingRangeProvider(provider: { provideCommentingRanges: FakeVscode['commentingRanges'] }) {
        allow((document) => provider.provideCommentingRanges(document));
      },
      dispose: () => undefined,
    };
  }

  #workspace(): object {
    const trusted = (): boolean => this.trusted;
    return {
      get isTrusted(): boolean {
        return trusted();
      },
      textDocuments: [],
      openTextDocument: (uri: Uri) => Promise.resolve({ uri }),
      registerTextDocumentContentProvider: () => ({ dispose: () => undefined }),
      getConfiguration: () => ({
        get: (key: string, fallback: unknown) => this.configuration.get(key) ?? fallback,
      }),
    };
  }

  #answerTo(question: string): string | undefined {
    const index = this.#answers.findIndex(({ to }) => question.includes(to));
    return index === -1 ? undefined : this.#answers.splice(index, 1)[0]?.with;
  }
}

interface InputBox {
  readonly title: string;
  readonly prompt: string;
  readonly validateInput: (text: string) => string | undefined;
}

/** A memory like the workspace's, empty at first. */
export function fakeMemory(): {
  get<T>(key: string, fallback?: T): T;
  update(key: string, value: unknown): Promise<void>;
  keys(): readonly string[];
} {
  const values = new Map<string, unknown>();
  return {
    get: <T>(key: string, fallback?: T) => (values.get(key) ?? fallback) as T,
    update: (key, value) => {
      values.set(key, value);
      return Promise.resolve();
    },
    keys: () => [...values.keys()],
  };
}
