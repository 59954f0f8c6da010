import { openQuestions } from '../../core/queries/questions.ts';
import { pendingGates } from '../../core/queries/runQueries.ts';
import { keepConstraint } from '../../core/planText/edit/keepConstraint.ts';
import { readFile, writeFile } from 'node:fs/promises';
import type { RunState } from '../../core/model/state.ts';
import type { Gate } from '../../core/model/gate.ts';
import { defineCommand, placeOptions, signingDetails, signingOptions } from '../shared/command.ts';
import { openDesk } from '../shared/desk.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { accessRun } from '../shared/openRun.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const answer = defineCommand({
  name: 'answer',
  usage: 'RUN [TASK TEXT]… --key FILE [--keep-as-constraint] | RUN --take-back TASK',
  summary: 'Answer the questions that agents have stopped at; without TASK, show them.',
  details: [
    'The answer is signed and recorded, and goes into the conversation the agent has. The wave continues in the same attempt.',
    'Where several tasks ask, answer all of them at once: TASK TEXT TASK TEXT.',
    '--keep-as-constraint  add the answer to the constraints of the plan file, so that every later task knows it; the plan',
    '                      is approved again then',
    '--take-back TASK      take back what a supervisor has answered the agent of this task: the agent is stopped, and its question',
    '                      waits for you',
    ...signingDetails,
    '--plan FILE  the plan file, if it is not where it was in the repository',
  ],
  options: {
    ...placeOptions,
    ...signingOptions,
    plan: { type: 'string' },
    'keep-as-constraint': { type: 'boolean', default: false },
    'take-back': { type: 'string' },
  },
  arguments: [1, 41],
  async run({ values, positionals: [run = '', ...words], terminal }) {
    const takeBack = values['take-back'];
    if (takeBack !== undefined && words.length > 0)
      throw new CliError('usage', 'Take the answer back first, then answer: its agent has to stop in between.');
    if (takeBack !== undefined) {
      const desk = await openDesk(terminal, values, run);
      try {
        const { refused } = await desk.ask({ type: 'take-back-answer', task: takeBack });
        if (refused !== undefined) throw new CliError('no', refused);
        if (values.json === true) await writeJson(terminal, { run, task: takeBack, takenBack: true });
        else
          await writeLines(terminal, [
            `The answer of the supervisor to ${takeBack} is taken back. Once its agent has stopped: wavegate answer ${run} ${takeBack} "…" --key FILE`,
          ]);
        terminal.note(desk.goOn(`wavegate resume ${run} --key FILE`));
        return exitCodes.done;
      } finally {
        await desk.close();
      }
    }
    if (words.length === 0) {
      const { state } = await accessRun(terminal, values, run);
      const asked = Object.keys(state.waves).flatMap((wave) => openQuestions(state, wave));
      if (values.json === true)
        await writeJson(
          terminal,
          asked.map(({ task, question }) => ({ task, question })),
        );
      else
        await writeLines(
          terminal,
          asked.map(({ task, question }) => `${task}: ${question}`),
        );
      const each = asked.map(({ task }) => `${task} "…"`).join(' ');
      terminal.note(
        asked.length === 0
          ? `No agent of run ${run} is waiting for an answer.`
          : `Answer: wavegate answer ${run} ${each} --key FILE`,
      );
      return exitCodes.done;
    }
    const answers = readAnswers(words);
    const desk = await openDesk(terminal, values, run);
    try {
      const gate = waiting(desk.state, Object.keys(answers));
      const { refused } = await desk.decide({ verdict: 'approved', note: '', answers }, gate);
      if (refused !== undefined) throw new CliError('no', refused);
      if (values.json === true) await writeJson(terminal, { run, gate: gate.id, answers });
      else await writeLines(terminal, [`${gate.id}: answered, for ${Object.keys(answers).join(', ')}.`]);
      if (values['keep-as-constraint'] === true) {
        const { planPath } = await accessRun(terminal, values, run);
        const kept = keepConstraint(await readFile(planPath, 'utf8'), Object.values(answers));
        if (typeof kept === 'string') await writeFile(planPath, kept);
        terminal.note(
          typeof kept === 'string'
            ? `Kept as a constraint in ${planPath}. The plan has to be approved again before the next launch.`
            : kept.refused,
        );
      }
      terminal.note(desk.goOn(`wavegate resume ${run} --key FILE`));
      return exitCodes.done;
    } finally {
      await desk.close();
    }
  },
});

/** @throws CliError `usage` for a task without an answer, or with two */
function readAnswers(words: readonly string[]): Readonly<Record<string, string>> {
  const pairs: [string, string][] = [];
  for (let index = 0; index < words.length; index += 2) {
    const [task = '', text = ''] = words.slice(index, index + 2);
    if (text.trim() === '')
      throw new CliError('usage', `There is no answer for ${task}: wavegate answer RUN TASK TEXT.`);
    if (pairs.some(([other]) => other === task))
      throw new CliError('usage', `There are two answers for ${task}. Give one.`);
    pairs.push([task, text]);
  }
  return Object.fromEntries(pairs);
}

/** @throws CliError `usage` when no agent asks, or another one */
function waiting(state: RunState, tasks: readonly string[]): Gate {
  const gates = pendingGates(state).filter(({ kind }) => kind === 'answer');
  const asked = gates.flatMap(({ wave }) => openQuestions(state, wave).map(({ task }) => task));
  const [gate] = gates;
  if (gate === undefined) throw new CliError('usage', `No agent of run ${state.run} is waiting for an answer.`);
  const other = tasks.find((task) => !asked.includes(task));
  if (other === undefined) return gate;
  throw new CliError('usage', `${other} has asked nothing. Waiting for an answer: ${asked.join(', ')}.`);
}
