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
  static joinPath(base: Uri, ...parts: readonly string[]): Uri {
    return new Uri(base.scheme, [base.path, ...parts].join('/'), base.query);
  }
  with({ path }: { readonly path: string }): Uri {
    return new Uri(this.scheme, path, this.query);
  }
  toString(): string {
    return `${this.scheme}:${this.path}?${this.query}`;
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

class FakeDiagnostic {
  readonly range: Range;
  readonly message: string;
  constructor(range: Range, message: string) {
    this.range = range;
    this.message = message;
  }
}

class FakeProcess {
  readonly process: string;
  readonly args: readonly string[];
  readonly options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> };
  constructor(process: string, args: readonly string[], options: FakeProcess['options']) {
    this.process = process;
    this.args = args;
    this.options = options;
  }
}

class FakeTask {
  readonly name: string;
  readonly source: string;
  readonly execution: FakeProcess;
  constructor(_definition: object, _scope: number, name: string, source: string, execution: FakeProcess) {
    this.name = name;
    this.source = source;
    this.execution = execution;
  }
}

class FakeToolResult {
  readonly text: string;
  constructor([part]: readonly Value[]) {
    this.text = part?.id ?? '';
  }
}

/** A quick fix. */
export class FakeCodeAction {
  readonly title: string;
  command: { readonly command: string; readonly arguments: readonly unknown[] } | undefined;
  constructor(title: string) {
    this.title = title;
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

/** A terminal that was opened, and how it was started. */
export interface FakeTerminal {
  readonly name: string;
  readonly shellPath: string;
  readonly shellArgs: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  exitStatus?: { readonly code: number | undefined };
  show(): void;
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
  /** Texts of files in the workspace folder, `/repository`, by their paths in it. */
  readonly files = new Map<string, string>();
  /** Paths of the workspace folders. */
  readonly folders = ['/repository'];
  /** Editors in sight. */
  readonly visible: { readonly document: object }[] = [];
  /** Progress that was shown, oldest first. */
  readonly progress: { readonly title: string; isOver: boolean; readonly cancel: () => void }[] = [];
  /** The editor that has the focus. */
  active: { readonly document: object; readonly selection: object } | undefined;
  /** Terminals that were opened, ended ones too. */
  readonly terminals: FakeTerminal[] = [];
  /** What other extensions offer, by their ids. */
  readonly extensions = new Map<string, unknown>();
  /** Tasks that were started. */
  readonly tasks: FakeTask[] = [];
  readonly #terminalEnds = new EventEmitter();
  readonly #taskEnds = new EventEmitter();
  readonly #focused = new EventEmitter();
  /** Ended runs of tests, oldest first: their names, and a line for each result. */
  readonly testRuns: { readonly name: string; readonly results: string[] }[] = [];
  /** Problems that are shown now, by the paths of their files. */
  readonly problems = new Map<string, readonly { readonly message: string; readonly range: Range }[]>();
  /** Tools of language models, by their names. */
  readonly tools = new Map<
    string,
    { invoke(options: { readonly input: object }): Promise<{ readonly text: string }> }
  >();
  /** What offers quick fixes. */
  readonly codeActions: {
    provideCodeActions(document: object, range: object): Promise<readonly FakeCodeAction[]>;
  }[] = [];
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
      TextEditorRevealType: { AtTop: 3 },
      TestRunRequest: Value,
      TestMessage: Value,
      tests: { createTestController: () => this.#testController() },
      languages: {
        createDiagnosticCollection: () => this.#diagnostics(),
        registerCodeActionsProvider: (_selector: object, provider: FakeVscode['codeActions'][number]) => {
          this.codeActions.push(provider);
          return { dispose: () => void this.codeActions.splice(this.codeActions.indexOf(provider), 1) };
        },
      },
      CodeAction: FakeCodeAction,
      CodeActionKind: { QuickFix: new Value('quickfix') },
      Diagnostic: FakeDiagnostic,
      DiagnosticSeverity: { Error: 0, Warning: 1 },
      LanguageModelTextPart: Value,
      LanguageModelToolResult: FakeToolResult,
      lm: {
        registerTool: (name: string, tool: never) => {
          this.tools.set(name, tool);
          return { dispose: () => this.tools.delete(name) };
        },
      },
      extensions: {
        getExtension: (id: string) =>
          this.extensions.has(id) ? { activate: () => Promise.resolve(this.extensions.get(id)) } : undefined,
      },
      TaskScope: { Workspace: 2 },
      TaskRevealKind: { Always: 1 },
      TaskPanelKind: { Dedicated: 2 },
      ProcessExecution: FakeProcess,
      Task: FakeTask,
      tasks: {
        executeTask: (task: FakeTask) => {
          this.tasks.push(task);
          return Promise.resolve(undefined);
        },
        onDidEndTaskProcess: this.#taskEnds.event,
      },
      FileType: { File: 1 },
      ProgressLocation: { Notification: 15 },
      FileChangeType: { Changed: 1 },
      FileSystemError: {
        FileNotFound: (uri: Uri) => new Error(`FileNotFound: ${uri.path}`),
        NoPermissions: (text: string) => new Error(text),
        Unavailable: (text: string) => new Error(text),
      },
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

  /** Ends the process of a task that was started. */
  endTask(task: FakeTask, exitCode: number): void {
    this.#taskEnds.fire({ execution: { task }, exitCode });
  }

  /** Runs a registered command, or records one of VS Code's own. */
  async run(id: string, ...args: readonly unknown[]): Promise<void> {
    const handler = this.#commands.get(id);
    const [first] = args;
    const about = first instanceof Uri ? ` ${first.scheme}:${first.path}` : '';
    if (handler === undefined) this.log.push(`command ${id}${about}`);
    else await handler(args[0]);
  }

  /** Ends a terminal. @param code exit code of what ran in it; undefined where the person closed it */
  endTerminal(terminal: FakeTerminal, code: number | undefined): void {
    terminal.exitStatus = { code };
    this.#terminalEnds.fire(terminal);
  }

  /** A person comes back to the window. */
  focus(): void {
    this.#focused.fire({ focused: true });
  }

  #window(): object {
    const active = (): FakeVscode['active'] => this.active;
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
      withProgress: (options: { readonly title?: string }, work: (progress: object, token: object) => unknown) => {
        let cancel = (): void => undefined;
        const onCancellationRequested = (listener: () => void): object => {
          cancel = listener;
          return { dispose: () => undefined };
        };
        const shown = { title: options.title ?? '', isOver: false, cancel: () => cancel() };
        this.progress.push(shown);
        const done = Promise.resolve(work({ report: () => undefined }, { onCancellationRequested }));
        void done.finally(() => (shown.isOver = true)).catch(() => undefined);
        return done;
      },
      get activeTextEditor(): FakeVscode['active'] {
        return active();
      },
      createTerminal: (options: Omit<FakeTerminal, 'show'>): FakeTerminal => {
        const terminal = { ...options, show: () => void this.log.push(`shows terminal ${options.name}`) };
        this.terminals.push(terminal);
        return terminal;
      },
      showOpenDialog: ({ title, defaultUri }: { readonly title: string; readonly defaultUri?: Uri }) => {
        this.log.push(`asks: ${title} | from ${defaultUri?.path ?? 'anywhere'}`);
        const folder = this.#answerTo(title);
        return Promise.resolve(folder === undefined ? undefined : [Uri.file(folder)]);
      },
      visibleTextEditors: this.visible,
      onDidChangeVisibleTextEditors: () => ({ dispose: () => undefined }),
      onDidChangeActiveTextEditor: () => ({ dispose: () => undefined }),
      onDidChangeTextEditorSelection: () => ({ dispose: () => undefined }),
      onDidCloseTerminal: this.#terminalEnds.event,
      onDidChangeWindowState: this.#focused.event,
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
      showWorkspaceFolderPick: ({ placeHolder }: { readonly placeHolder: string }) => {
        this.log.push(`asks: ${placeHolder} [${this.folders.join(', ')}]`);
        const folder = this.#answerTo(placeHolder);
        return Promise.resolve(folder === undefined ? undefined : { uri: Uri.file(folder) });
      },
      showQuickPick: (
        items: readonly { readonly label: string }[],
        { placeHolder, prompt }: { readonly placeHolder: string; readonly prompt?: string },
      ) => {
        const below = prompt === undefined ? '' : ` ${prompt}`;
        this.log.push(`asks: ${placeHolder} [${items.map(({ label }) => label).join(', ')}]${below}`);
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

  #testController(): object {
    const items = (): object => {
      const held = new Map<string, { readonly id: string }>();
      return {
        get: (id: string) => held.get(id),
        add: (item: { readonly id: string }) => void held.set(item.id, item),
        replace: () => held.clear(),
      };
    };
    return {
      items: items(),
      createTestItem: (id: string, label: string) => ({ id, label, children: items() }),
      createTestRun: (_request: object, name: string) => {
        const results: string[] = [];
        const note =
          (how: string) =>
          ({ label }: { readonly label: string }) =>
            void results.push(`${how} ${label}`);
        this.testRuns.push({ name, results });
        return {
          passed: note('passed'),
          failed: note('failed'),
          skipped: note('skipped'),
          appendOutput: () => undefined,
          end: () => undefined,
        };
      },
      dispose: () => undefined,
    };
  }

  #diagnostics(): object {
    return {
      set: ({ path }: Uri, found: readonly FakeDiagnostic[]) => void this.problems.set(path, found),
      clear: () => this.problems.clear(),
      dispose: () => this.problems.clear(),
    };
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
      workspaceFolders: this.folders.map((folder) => ({ uri: Uri.file(folder) })),
      getWorkspaceFolder: ({ path }: Uri) => {
        const folder = this.folders.find((each) => path.startsWith(`${each}/`));
        return folder === undefined ? undefined : { uri: Uri.file(folder) };
      },
      fs: {
        stat: ({ path }: Uri): Promise<object> =>
          this.files.has(path.replace('/repository/', ''))
            ? Promise.resolve({})
            : Promise.reject(new Error('FileNotFound')),
        readFile: ({ path }: Uri): Promise<Uint8Array> => {
          const text = this.files.get(path.replace('/repository/', ''));
          return text === undefined
            ? Promise.reject(new Error('FileNotFound'))
            : Promise.resolve(new TextEncoder().encode(text));
        },
      },
      openTextDocument: (given: Uri | { readonly language: string; readonly content: string }) => {
        if (given instanceof Uri) return Promise.resolve({ uri: given });
        this.log.push(`new ${given.language}: ${given.content}`);
        return Promise.resolve({ uri: Uri.from({ scheme: 'untitled', path: 'Untitled-1' }) });
      },
      registerFileSystemProvider: () => ({ dispose: () => undefined }),
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
