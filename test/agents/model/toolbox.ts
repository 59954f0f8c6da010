import type { Conversation, OfferedTool, Reply } from './conversation.ts';

/** Action of a scripted model; which tool does it depends on the program that asks. */
export type Action =
  | { readonly do: 'read'; readonly path: string }
  | { readonly do: 'create'; readonly path: string; readonly content: string }
  /** The same for a file that is there: not every program's tool for new files takes it. */
  | { readonly do: 'overwrite'; readonly path: string; readonly content: string }
  | { readonly do: 'run'; readonly command: string }
  /** A tool by its own name, whether it is on offer or not. */
  | { readonly do: 'call'; readonly tool: string; readonly args: object };

type Abstract = Exclude<Action, { readonly do: 'call' }>;

const names: Readonly<Record<Abstract['do'], readonly string[]>> = {
  read: ['Read', 'read_file', 'view', 'read'],
  create: ['Write', 'write_file', 'create', 'write'],
  overwrite: ['Write', 'write_file', 'write'],
  run: ['Bash', 'run_shell_command', 'exec_command', 'shell_command', 'shell', 'bash'],
};

const pathKeys = ['file_path', 'filePath', 'absolute_path', 'path'];
const contentKeys = ['content', 'file_text', 'contents'];
const commandKeys = ['command', 'cmd'];

/**
 * The call that carries out an action with the tools on offer. Where there is no such tool, what a shell does; where
 * nothing is on offer, the call is made all the same, as a model does that remembers a tool from elsewhere.
 */
export function callFor(action: Action, { tools }: Conversation): Reply {
  if (action.do === 'call') return { kind: 'call', tool: action.tool, args: action.args };
  const own = tools.find(({ name }) => names[action.do].includes(name));
  if (own !== undefined) return { kind: 'call', tool: own.name, args: argsFor(action, own) };
  const shell = tools.find(({ name }) => names.run.includes(name));
  if (shell !== undefined)
    return callFor({ do: 'run', command: commandFor(action, shell) }, { items: [], tools: [shell] });
  const name = tools.some((tool) => /^[A-Z]/.test(tool.name)) ? names[action.do][0] : names[action.do][1];
  const parameters = ['file_path', 'content', 'command'];
  return { kind: 'call', tool: name ?? '', args: argsFor(action, { name: name ?? '', parameters }) };
}

function argsFor(action: Abstract, { name, parameters }: OfferedTool): object {
  const key = (candidates: readonly string[]) => candidates.find((each) => parameters.includes(each)) ?? candidates[0]!;
  const extra = parameters.includes('description') ? { description: 'scripted' } : {};
  if (action.do === 'read') return { [key(pathKeys)]: action.path };
  if (action.do !== 'run') return { [key(pathKeys)]: action.path, [key(contentKeys)]: action.content };
  const command = name === 'shell' ? ['bash', '-lc', action.command] : action.command;
  return { [key(commandKeys)]: command, ...extra };
}

/** The same by a POSIX shell: real agents on Linux and macOS have one. */
function commandFor(action: Abstract, { name }: OfferedTool): string {
  if (action.do === 'run') return action.command;
  if (action.do === 'read') return `cat ${quote(action.path)}`;
  // Codex takes this for an edit, and tells of it as one.
  return name === 'exec_command' ? patchCommand(action) : `printf %s ${quote(action.content)} > ${quote(action.path)}`;
}

function patchCommand({ path, content }: Extract<Abstract, { content: string }>): string {
  const lines = content.replace(/\n$/, '').split('\n');
  const patch = ['*** Begin Patch', `*** Add File: ${path}`, ...lines.map((line) => `+${line}`), '*** End Patch'];
  return ["apply_patch <<'PATCH'", ...patch, 'PATCH'].join('\n');
}

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
