import { readFile, writeFile } from 'node:fs/promises';
import { allowCommands } from '../../core/adapt/allowCommands.ts';
import { deniedShellCommands } from '../../core/adapt/deniedCommands.ts';
import type { Session } from '../../core/model/state.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { accessRun } from '../shared/openRun.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';
import { findSession } from './attach.ts';

export const allow = defineCommand({
  name: 'allow',
  usage: 'RUN [SESSION] [--command COMMAND]…',
  summary:
    'Let an agent run commands it was denied, by adding them to the plan; without SESSION, show what was denied.',
  details: [
    'SESSION is a session id, or the id of a task or lens: then its latest session.',
    '--command COMMAND  only this one of the denied commands; can be given several times. Default: all of them',
    'They are added to "allow" of the agent in the plan file. Like any edit of the plan, that counts once its gate is approved.',
    '--plan FILE  the plan file, if it is not where it was in the repository',
  ],
  options: { ...placeOptions, plan: { type: 'string' }, command: { type: 'string', multiple: true } },
  arguments: [1, 2],
  async run({ values, positionals: [run = '', name], terminal }) {
    const { state, planPath } = await accessRun(terminal, values, run);
    if (name === undefined) {
      const denied = Object.values(state.sessions).flatMap((session) => {
        const commands = deniedTo(session);
        return commands.length === 0
          ? []
          : [{ session: session.id, subject: session.subject, agent: session.agent, commands }];
      });
      if (values.json === true) await writeJson(terminal, denied);
      else
        await writeLines(
          terminal,
          denied.flatMap(({ session, agent, commands }) => commands.map((each) => `${session} (${agent}): ${each}`)),
        );
      if (denied.length === 0) terminal.note(`No agent of run ${run} was denied a command.`);
      else terminal.note(`To allow them: wavegate allow ${run} SESSION`);
      return exitCodes.done;
    }
    const session = findSession(state, name);
    const commands = chosen(session, values.command ?? []);
    const { agent = '' } = session;
    const allowed = allowCommands(await readFile(planPath, 'utf8'), agent, commands);
    if ('refused' in allowed) throw new CliError('no', allowed.refused);
    await writeFile(planPath, allowed.source);
    if (values.json === true) await writeJson(terminal, { run, agent, allowed: commands });
    else
      await writeLines(
        terminal,
        commands.map((each) => `Allowed to "${agent}": ${each}`),
      );
    terminal.note(`Written to ${planPath}. Approve the changed plan for it to count: wavegate resume ${run}`);
    return exitCodes.done;
  },
});

function deniedTo({ agent, result }: Session): readonly string[] {
  return agent === undefined ? [] : deniedShellCommands(result?.denied?.commands ?? []);
}

/** The denied commands that are meant. @throws CliError `no` where none was denied, `usage` for one that was not */
function chosen(session: Session, named: readonly string[]): readonly string[] {
  const denied = deniedTo(session);
  if (denied.length === 0)
    throw new CliError('no', `Session ${session.id} was denied no command that a plan could allow.`);
  const other = named.find((each) => !denied.includes(each));
  if (other === undefined) return named.length === 0 ? denied : named;
  throw new CliError('usage', `Session ${session.id} was not denied "${other}". Denied to it: ${denied.join('; ')}.`);
}
