import type { AgentEvent, ToolKind } from '../../core/agents/events.ts';
import { clipText } from '../../core/agents/events.ts';
import { own } from '../../util/records.ts';
import { textAt } from './json.ts';

/** Kinds by tool name, in lower case without separators. Agents borrow each other's names. */
const kinds: Readonly<Record<string, ToolKind>> = {
  read: 'read',
  readfile: 'read',
  readmanyfiles: 'read',
  view: 'read',
  notebookread: 'read',
  ls: 'search',
  list: 'search',
  listdirectory: 'search',
  glob: 'search',
  grep: 'search',
  rg: 'search',
  grepsearch: 'search',
  searchfilecontent: 'search',
  write: 'edit',
  writefile: 'edit',
  create: 'edit',
  edit: 'edit',
  multiedit: 'edit',
  notebookedit: 'edit',
  replace: 'edit',
  strreplace: 'edit',
  strreplaceeditor: 'edit',
  applypatch: 'edit',
  patch: 'edit',
  filechange: 'edit',
  bash: 'run',
  shell: 'run',
  powershell: 'run',
  runshellcommand: 'run',
  commandexecution: 'run',
  execcommand: 'run',
  webfetch: 'web',
  websearch: 'web',
  googlewebsearch: 'web',
};

const targets = ['file_path', 'filePath', 'path', 'absolute_path', 'command', 'cmd', 'pattern', 'query', 'url'];

/** The event of a tool call. @param input the arguments of the call, whatever they are called */
export function toolEvent(id: string, name: string, input: unknown): Extract<AgentEvent, { type: 'tool' }> {
  const kind = own(kinds, name.toLowerCase().replace(/[^a-z]/g, '')) ?? 'other';
  const target = targets.map((key) => textAt(input, key)).find((text) => text !== '') ?? '';
  return { type: 'tool', id, name, kind, target: clipText(target, 500) };
}

/** The event of a tool's end. @param words what it gave back; kept only when it failed */
export function toolEndEvent(id: string, ok: boolean, words: string): Extract<AgentEvent, { type: 'tool-end' }> {
  return { type: 'tool-end', id, ok, ...(ok || words === '' ? {} : { detail: clipText(words, 500) }) };
}
