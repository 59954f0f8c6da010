import { code, fence } from '../directive/contain.ts';
import { scriptHandoff } from '../directive/readerHandoffs.ts';
import { directiveText, mergeGate } from '../directive/sections.ts';
import { flowLines } from './flows.ts';
import type { Flow } from './flows.ts';
import { commandOfScript } from './script.ts';

export interface ScriptDirectiveRequest {
  readonly session: string;
  readonly run: string;
  readonly repository: string;
  readonly branch: string;
  readonly base: string;
  readonly flow: Pick<Flow, 'steps' | 'parameters' | 'uses' | 'runs'>;
  /** Of the script, from the root of the repository, with forward slashes. */
  readonly file: string;
  /** Text of the script, as code has written it. */
  readonly text: string;
}

/** The complete prompt of an agent that completes the script which code has written of a flow. */
export function renderScriptDirective(request: ScriptDirectiveRequest): string {
  const { session, run, repository, branch, base, flow, file, text } = request;
  const names = flow.parameters.map(({ name }) => name.toUpperCase());
  return directiveText(
    { session, run, repository, branch, base, kind: 'script' },
    'Complete a script',
    'Agents have run the same commands one after the other again and again in this repository. Code has written a script that does so with one call. Read what the commands work on, and complete the script so that whoever calls it need not look anything up. You report its text, and change nothing; it is tried five times, and a person reads the difference and accepts it or not.',
    [
      {
        title: 'The commands',
        body: [
          `Run ${flow.uses.length} times in ${flow.runs === 1 ? 'one run' : `${flow.runs} runs`}, in this order:`,
          '',
          ...flowLines(flow).map((line) => `- ${code(line)}`),
          ...flow.parameters.map(
            ({ name, latest }) => `- ${code(name.toUpperCase())} differed, and was ${code(latest)} last`,
          ),
        ].join('\n'),
      },
      {
        title: 'The script',
        body: [`${code(file)}, called as ${code(commandOfScript(file, names))}:`, '', fence(text, 'js')].join('\n'),
      },
      {
        title: 'What to complete',
        body: [
          '- Arguments that cannot be right: say which, and what would be, before the first command.',
          '- What has to be there for the commands, such as a file, a folder or a program: say what is missing, and how to get it.',
          '- What a caller wants to know at the end, where the commands do not say it.',
          '- A comment at the top: what it is for, in one sentence.',
        ].join('\n'),
      },
      {
        title: 'Constraints',
        body: [
          '- Change nothing: no file, no setting, no commit. What you change is undone and reported.',
          '- It keeps running all of these commands, in this order, takes the same arguments, and ends with the first that fails, with its exit code.',
          '- It does nothing beyond that: it writes, deletes, installs and sends nothing that these commands do not.',
          '- It is one module for Node 20 without packages. No secret and no path of this machine is in it.',
          '- Where nothing is to be completed, give the text as it is.',
        ].join('\n'),
      },
      scriptHandoff(),
      mergeGate,
    ],
  );
}
