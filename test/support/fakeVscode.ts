import { FakePanel } from './fakePanel.ts';
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
  static parse(text: string): Uri {
    const [, scheme = 'file', path = '', query = ''] = /^([a-z][\w-]*):([^?]*)(?:\?(.*))?$/.exec(text) ?? [];
    return new Uri(scheme, path, query);
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

/** A place in a document; `positionAt` gives those with an offset. */
interface Position {
  readonly line: number;
  readonly offset?: number;
}

/** From two positions, or from two lines with their columns. */
class Range {
  readonly start: Position;
  readonly end: Position;
  constructor(start: number | Position, second: number | Position, end?: number) {
    this.start = typeof start === 'number' ? { line: start } : start;
    this.end = typeof second === 'number' ? { line: end ?? 0 } : second;
  }
}

/** A document of the editor, with what a person has typed into it. */
export class FakeDocument {
  readonly uri: Uri;
  languageId: string;
  text: string;
  /** Whether there are changes that are not saved. */
  isDirty = false;
  /** Whether the disk takes it. */
  canBeSaved = true;
  saves = 0;
  readonly #saved: (document: FakeDocument) => void;

  constructor(uri: Uri, text: string, languageId: string, saved: (document: FakeDocument) => void) {
    this.uri = uri;
    this.text = text;
    this.languageId = languageId;
    this.#saved = saved;
  }

  get lineCount(): number {
    return this.text.split('\n').length;
  }

  getText(range?: Range): string {
    return this.text.slice(range?.start.offset ?? 0, range?.end.offset ?? this.text.length);
  }

  positionAt(offset: number): Position {
    return { line: this.text.slice(0, offset).split('\n').length - 1, offset };
  }

  save(): Promise<boolean> {
    if (!this.canBeSaved) return Promise.resolve(false);
    this.saves += 1;
    this.isDirty = false;
    this.#saved(this);
    return Promise.resolve(true);
  }
}

/** Edits that are applied together. */
class WorkspaceEdit {
  readonly created: { readonly uri: Uri; readonly text: string }[] = [];
  readonly replaced: { readonly uri: Uri; readonly range: Range; readonly text: string }[] = [];
  createFile(uri: Uri, { contents }: { readonly contents: Uint8Array }): void {
    this.created.push({ uri, text: new TextDecoder().decode(contents) });
  }
  replace(uri: Uri, range: Range, text: string): void {
    this.replaced.push({ uri, range, text });
  }
}

class RelativePattern {
  readonly base: Uri;
  readonly pattern: string;
  constructor(base: Uri, pattern: string) {
    this.base = base;
    this.pattern = pattern;
  }
}

/** A lens above a line. */
export class FakeLens {
  readonly range: Range;
  readonly command: { readonly title: string; readonly command: string; readonly arguments: readonly unknown[] };
  constructor(range: Range, command: FakeLens['command']) {
    this.range = range;
    this.command = command;
  }
}

/** The item of the status bar. */
export interface FakeStatusItem {
  name: string;
  text: string;
  command: string;
  tooltip: string;
  backgroundColor: { readonly id: string } | undefined;
  isShown: boolean;
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
  readonly comments: readonly {
    readonly body: string;
    readonly contextValue: string;
    readonly mode: number;
    readonly author: { readonly name: string };
  }[];
  label?: string;
  collapsibleState?: number;
}

/** A terminal that was opened, and how it was started. */
export interface FakeTerminal {
  readonly name: string;
  readonly shellPath: string;
  readonly shellArgs: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The terminal that it stands beside. */
  readonly location?: { readonly parentTerminal: FakeTerminal };
  exitStatus?: { readonly code: number | undefined };
  show(preservesFocus?: boolean): void;
  dispose(): void;
}

/** A view of the sidebar. */
export interface FakeView {
  description: string;
  badge: { readonly value: number; readonly tooltip: string } | undefined;
  /** Whether the person sees it. */
  visible: boolean;
  /** Selected rows. */
  selection: readonly object[];
  /** The person opens it. */
  look: () => void;
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
  /** Text typed, label picked (or labels, where several may be), or button pressed; undefined is Escape. */
  readonly with: string | readonly string[] | undefined;
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
  /** Documents that are open, by their paths; opening a file of `files` adds it. */
  readonly documents = new Map<string, FakeDocument>();
  /** Whether changes of documents are taken. */
  takesEdits = true;
  /** Paths of the plans that a search in the workspace finds. */
  readonly plans: string[] = [];
  /** Webviews that were opened. */
  readonly panels: FakePanel[] = [];
  readonly #serializers = new Map<string, Restore>();
  /** Why nothing can be written; undefined while it can. */
  diskProblem: string | undefined;
  /** Texts that were copied. */
  readonly copied: string[] = [];
  /** Buttons of messages, in order. */
  readonly offered: string[] = [];
  /** Texts that fields for typing began with. */
  readonly begunWith: string[] = [];
  /** Text of the item of the status bar. */
  status: FakeStatusItem | undefined;
  /** Context keys, as they were set last. */
  readonly contexts = new Map<string, unknown>();
  /** Patterns of files that are watched now. */
  readonly watched = new Set<string>();
  /** Lenses of plan files. */
  lenses: (document: FakeDocument) => readonly FakeLens[] = () => [];
  readonly #trusted = new EventEmitter();
  readonly #activeChanged = new EventEmitter();
  readonly #visibleChanged = new EventEmitter();
  readonly #typed = new EventEmitter();
  readonly #saved = new EventEmitter();
  readonly #selected = new EventEmitter();
  readonly #onDisk = new EventEmitter();
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
  readonly #commands = new Map<string, (...given: readonly unknown[]) => unknown>();

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
      WorkspaceEdit,
      RelativePattern,
      CodeLens: FakeLens,
      ViewColumn: { Active: -1, Beside: -2, One: 1 },
      StatusBarAlignment: { Left: 1 },
      UIKind: { Desktop: 1, Web: 2 },
      env: {
        uiKind: 1,
        sessionId: 'session-1',
        clipboard: { writeText: (text: string) => Promise.resolve(void this.copied.push(text)) },
        openExternal: (uri: Uri) => Promise.resolve(void this.log.push(`opens ${uri.scheme}:${uri.path}`)),
      },
      TextEditorRevealType: { AtTop: 3 },
      TestRunRequest: Value,
      TestMessage: Value,
      tests: { createTestController: () => this.#testController() },
      languages: {
        createDiagnosticCollection: () => this.#diagnostics(),
        registerCodeLensProvider: (_selector: object, provider: { provideCodeLenses: FakeVscode['lenses'] }) => {
          this.lenses = (document) => provider.provideCodeLenses(document);
          return { dispose: () => undefined };
        },
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
        registerCommand: (id: string, handler: (...given: readonly unknown[]) => unknown) => {
          this.#commands.set(id, handler);
          return { dispose: () => this.#commands.delete(id) };
        },
        executeCommand: (id: string, ...args: readonly unknown[]) => this.run(id, ...args),
      },
    };
    // Only what the tests reach is there; anything else fails loudly as undefined.
    return fake as unknown as VSCode;
  }

  /** Opens a document. @param path absolute */
  open(path: string, text: string, languageId = languageOf(path)): FakeDocument {
    const document = new FakeDocument(Uri.file(path), text, languageId, (saved) => this.#saved.fire(saved));
    this.documents.set(path, document);
    return document;
  }

  /** Puts an editor with a document in front, with the cursor on a line that counts from 0. */
  lookAt(document: FakeDocument, line = 0): void {
    const selection = { active: { line } };
    this.active = { document, selection };
    if (!this.visible.some((each) => each.document === document)) this.visible.push({ document });
    this.#visibleChanged.fire(this.visible);
    this.#activeChanged.fire(this.active);
    this.#selected.fire({ textEditor: this.active });
  }

  /** A person types into a document. */
  type(document: FakeDocument, text: string): void {
    document.text = text;
    document.isDirty = true;
    this.#typed.fire({ document });
  }

  /** Brings a webview back, as VS Code does after a reload. */
  async restore(type: string, panel: FakePanel, memory: unknown): Promise<void> {
    const serializer = this.#serializers.get(type);
    if (serializer === undefined) throw new Error(`nothing brings back ${type}`);
    await serializer(panel, memory);
  }

  /** A watched file changes on disk. */
  changeOnDisk(path: string): void {
    this.#onDisk.fire(Uri.file(path));
  }

  /** A person trusts the workspace. */
  trust(): void {
    this.trusted = true;
    this.#trusted.fire(undefined);
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
    if (id === 'setContext') this.contexts.set(String(first), args[1]);
    if (handler === undefined) this.log.push(`command ${id}${about}`);
    else await handler(args[0], args[1]);
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
        this.offered.push(...buttons);
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
      createTerminal: (options: Omit<FakeTerminal, 'show' | 'dispose'>): FakeTerminal => {
        const terminal: FakeTerminal = {
          ...options,
          show: () => void this.log.push(`shows terminal ${options.name}`),
          dispose: () => this.endTerminal(terminal, undefined),
        };
        Object.assign(terminal, { creationOptions: options });
        this.terminals.push(terminal);
        return terminal;
      },
      terminals: this.terminals,
      createStatusBarItem: () => {
        const item = { name: '', text: '', command: '', tooltip: '', backgroundColor: undefined, isShown: false };
        const shown = {
          show: () => (item.isShown = true),
          hide: () => (item.isShown = false),
          dispose: () => (item.isShown = false),
        };
        this.status = Object.assign(item, shown);
        return item;
      },
      createWebviewPanel: () => {
        const panel = new FakePanel();
        this.panels.push(panel);
        return panel;
      },
      registerWebviewPanelSerializer: (type: string, serializer: { readonly deserializeWebviewPanel: Restore }) => {
        this.#serializers.set(type, (panel, memory) => serializer.deserializeWebviewPanel(panel, memory));
        return { dispose: () => this.#serializers.delete(type) };
      },
      setStatusBarMessage: (text: string) => void this.log.push(`status: ${text}`),
      showSaveDialog: ({ defaultUri }: { readonly defaultUri?: Uri }) => {
        this.log.push(`asks: where to save | from ${defaultUri?.path ?? 'anywhere'}`);
        const path = this.#answerTo('where to save');
        return Promise.resolve(path === undefined ? undefined : Uri.file(String(path)));
      },
      showOpenDialog: ({ title, defaultUri }: { readonly title: string; readonly defaultUri?: Uri }) => {
        this.log.push(`asks: ${title} | from ${defaultUri?.path ?? 'anywhere'}`);
        const folder = this.#answerTo(title);
        return Promise.resolve(folder === undefined ? undefined : [Uri.file(String(folder))]);
      },
      visibleTextEditors: this.visible,
      onDidChangeVisibleTextEditors: this.#visibleChanged.event,
      onDidChangeActiveTextEditor: this.#activeChanged.event,
      onDidChangeTextEditorSelection: this.#selected.event,
      onDidCloseTerminal: this.#terminalEnds.event,
      onDidChangeWindowState: this.#focused.event,
      showTextDocument: (
        given: { readonly uri: Uri } | Uri,
        { selection }: { readonly selection?: Range } = {},
      ): Promise<undefined> => {
        const line = selection === undefined ? '' : `:${selection.start.line + 1}`;
        const { path } = given instanceof Uri ? given : given.uri;
        this.log.push(`shows ${path}${line}`);
        return Promise.resolve(undefined);
      },
      showInformationMessage: message('information'),
      showWarningMessage: message('warning'),
      showErrorMessage: message('error'),
      showInputBox: ({ title, prompt, value, validateInput }: InputBox): Promise<string | undefined> => {
        this.log.push(`asks: ${title} | ${prompt}`);
        if (value !== undefined) this.begunWith.push(value);
        const answer = this.#answerTo(`${title} ${prompt}`);
        const text = answer === undefined ? undefined : String(answer);
        const complaint = text === undefined ? undefined : validateInput(text);
        if (complaint !== undefined) this.log.push(`complains: ${complaint}`);
        return Promise.resolve(complaint === undefined ? text : undefined);
      },
      showWorkspaceFolderPick: ({ placeHolder }: { readonly placeHolder: string }) => {
        this.log.push(`asks: ${placeHolder} [${this.folders.join(', ')}]`);
        const folder = this.#answerTo(placeHolder);
        return Promise.resolve(folder === undefined ? undefined : { uri: Uri.file(String(folder)) });
      },
      showQuickPick: (
        items: readonly { readonly label: string }[],
        { placeHolder, prompt, canPickMany = false }: QuickPick,
      ) => {
        const below = prompt === undefined ? '' : ` ${prompt}`;
        this.log.push(`asks: ${placeHolder} [${items.map(({ label }) => label).join(', ')}]${below}`);
        const answer = this.#answerTo(placeHolder);
        if (!canPickMany) return Promise.resolve(items.find(({ label }) => label === answer));
        const labels = typeof answer === 'string' ? [answer] : answer;
        return Promise.resolve(labels && items.filter(({ label }) => labels.includes(label)));
      },
    };
  }

  #treeView(id: string): object {
    const visibility = new EventEmitter();
    const shown: FakeView = {
      description: '',
      badge: undefined,
      visible: true,
      selection: [],
      check: () => undefined,
      look: () => visibility.fire({ visible: true }),
    };
    this.views.set(id, shown);
    return Object.assign(shown, {
      onDidChangeVisibility: visibility.event,
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
    const open = (): readonly FakeDocument[] => [...this.documents.values()];
    return {
      get isTrusted(): boolean {
        return trusted();
      },
      get textDocuments(): readonly FakeDocument[] {
        return open();
      },
      onDidGrantWorkspaceTrust: this.#trusted.event,
      onDidOpenTextDocument: () => ({ dispose: () => undefined }),
      onDidChangeTextDocument: this.#typed.event,
      onDidSaveTextDocument: this.#saved.event,
      createFileSystemWatcher: (glob: string | RelativePattern) => {
        const pattern = typeof glob === 'string' ? glob : `${glob.base.path}/${glob.pattern}`;
        this.watched.add(pattern);
        const on = this.#onDisk.event;
        const dispose = (): void => void this.watched.delete(pattern);
        return { onDidChange: on, onDidCreate: () => undefined, onDidDelete: () => undefined, dispose };
      },
      findFiles: () => Promise.resolve(this.plans.map((path) => Uri.file(path))),
      asRelativePath: ({ path }: Uri) => path.replace('/repository/', ''),
      applyEdit: (edit: WorkspaceEdit) => Promise.resolve(this.#apply(edit)),
      workspaceFolders: this.folders.map((folder) => ({ uri: Uri.file(folder) })),
      getWorkspaceFolder: ({ path }: Uri) => {
        const folder = this.folders.find((each) => path.startsWith(`${each}/`));
        return folder === undefined ? undefined : { uri: Uri.file(folder) };
      },
      fs: {
        writeFile: ({ path }: Uri, bytes: Uint8Array): Promise<void> => {
          if (this.diskProblem !== undefined) return Promise.reject(new Error(this.diskProblem));
          this.files.set(path.replace('/repository/', ''), new TextDecoder().decode(bytes));
          return Promise.resolve();
        },
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
        if (given instanceof Uri) {
          const inFiles = this.files.get(given.path.replace('/repository/', ''));
          const known = given.scheme === 'file' ? this.documents.get(given.path) : undefined;
          const read = given.scheme === 'file' && inFiles !== undefined ? this.open(given.path, inFiles) : undefined;
          return Promise.resolve(known ?? read ?? { uri: given });
        }
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

  /** @returns whether it was taken: a file that is there is not made again */
  #apply({ created, replaced }: WorkspaceEdit): boolean {
    if (!this.takesEdits || created.some(({ uri }) => this.documents.has(uri.path))) return false;
    for (const { uri, text } of created) this.open(uri.path, text);
    for (const { uri, range, text } of replaced) {
      const document = this.documents.get(uri.path);
      if (document === undefined) return false;
      const [start, end] = [range.start.offset ?? 0, range.end.offset ?? document.text.length];
      this.type(document, `${document.text.slice(0, start)}${text}${document.text.slice(end)}`);
    }
    return true;
  }

  #answerTo(question: string): Answer['with'] {
    const index = this.#answers.findIndex(({ to }) => question.includes(to));
    return index === -1 ? undefined : this.#answers.splice(index, 1)[0]?.with;
  }
}

function languageOf(path: string): string {
  if (/\.waveplan\.ya?ml$/.test(path)) return 'waveplan';
  return path.endsWith('.md') ? 'markdown' : 'plaintext';
}

type Restore = (panel: FakePanel, memory: unknown) => Promise<void>;

interface QuickPick {
  readonly placeHolder: string;
  readonly prompt?: string;
  readonly canPickMany?: boolean;
}

interface InputBox {
  readonly title: string;
  readonly prompt: string;
  readonly value?: string;
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
