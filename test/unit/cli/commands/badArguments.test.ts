import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { commandLine } from '../../../support/commandLine.ts';

/** Command lines that are refused before anything is looked at, and the whole sentence that says why and what would be right. */
const refusals: readonly (readonly [argv: readonly string[], sentence: string])[] = [
  [['budget', '--usd', '5'], 'Say which budget is meant: --per day or --per month.'],
  [['budget', '--per', 'week', '--usd', '5'], 'Say which budget is meant: --per day or --per month.'],
  [['budget', '--per', 'day'], 'Give either a limit, with --usd or --tokens, or --remove.'],
  [['budget', '--per', 'day', '--usd', '5', '--remove'], 'Give either a limit, with --usd or --tokens, or --remove.'],
  [['budget', '--per', 'day', '--usd', '0'], '--usd takes a number greater than 0, not "0".'],
  [['budget', '--per', 'day', '--usd=-3'], '--usd takes a number greater than 0, not "-3".'],
  [['budget', '--per', 'day', '--usd', ' '], '--usd takes a number greater than 0, not " ".'],
  [['budget', '--per', 'day', '--usd', 'Infinity'], '--usd takes a number greater than 0, not "Infinity".'],
  [['budget', '--per', 'day', '--tokens', '1.5'], '--tokens takes a whole number greater than 0, not "1.5".'],
  [['budget', '--per', 'day', '--remove'], 'There is no budget of the day.'],
  [['budget', '--per', 'month', '--agent', 'claude', '--remove'], 'There is no budget of the month for claude.'],
  [['limit', '--at-once', '4', '--remove'], 'Give either --at-once N, or --remove.'],
  [['limit', '--agent', 'claude'], 'Give either --at-once N, or --remove.'],
  [['limit', '--remove'], 'There is no limit over all agents.'],
  [['limit', '--agent', 'codex', '--remove'], 'There is no limit for codex.'],
  [['limit', '--at-once', '0'], '--at-once takes a whole number greater than 0, not "0".'],
  [['limit', '--at-once', '2.5'], '--at-once takes a whole number greater than 0, not "2.5".'],
  [['limit', '--at-once', '4e1'], '--at-once takes a whole number greater than 0, not "4e1".'],
  [['agents', '--seconds', '0'], '--seconds takes a whole number from 1 to 3600, not "0".'],
  [['forensics', '--days', '0'], '--days takes a number of days greater than 0, not "0".'],
  [['forensics', '--days', 'ten'], '--days takes a number of days greater than 0, not "ten".'],
  [
    ['cost', '--by', 'colour'],
    'Unknown key "colour". Group by one of: run, wave, attempt, task, team, agent, kind, person, day.',
  ],
  [['bisect', 'r1'], 'bisect needs --run COMMAND: a command that ends with 0 on good code.'],
  [['bisect', 'r1', '--run', 'x', '--minutes', '0'], '--minutes takes a number greater than 0, not "0".'],
  [['clean', '--older', 'week'], '--older takes a number of days greater than 0, not "week".'],
  [['clean', '--older', ''], '--older takes a number of days greater than 0, not "".'],
  [['new', 'next.waveplan.yaml'], 'Name the run whose form the plan gets: --from-run RUN. See wavegate status.'],
  [['new', 'next.yaml', '--from-run', 'r1'], 'A plan is called NAME.waveplan.yaml, not "next.yaml".'],
  [['predict', 'r1', '--breaks', ' '], 'Name a test with --breaks, or write --breaks none.'],
  [['predict', '--files', '3'], 'Name the run whose launch you predict.'],
  [['predict', 'r1', '--files', 'many'], '--files takes a number of files, not "many".'],
  [['predict', 'r1', '--files', '1234567'], '--files takes a number of files, not "1234567".'],
  [['record'], 'Say what to show: wavegate record --self-checks'],
  [['triage', 'r1', 'maybe'], 'triage takes in, out, deferred, not "maybe".'],
  [['triage', 'r1', 'constructor'], 'triage takes in, out, deferred, not "constructor".'],
  [
    ['triage', 'r1', 'wrong-spec', 'f1', '--note', '  '],
    'Say with --note what is wrong about the specification or the plan, and what should be true.',
  ],
  [['adapt', 'r1', 'fix', 'b1', '--merge-base'], 'Say either --merge-base or a strategy, not both.'],
  [['adapt', 'r1', 'fix'], 'Name the task after the strategy: wavegate adapt RUN STRATEGY TASK'],
  [
    ['adapt', 'r1', 'hope', 'b1'],
    'STRATEGY takes fix, revise, redispatch, split, reorder, amend, divide, merge-base, drop-merge, not "hope".',
  ],
  [
    ['answer', 'r1', 'a1', 'yes', '--take-back', 'a1'],
    'Take the answer back first, then answer: its agent has to stop in between.',
  ],
  [['answer', 'r1', 'a1'], 'There is no answer for a1: wavegate answer RUN TASK TEXT.'],
  [['answer', 'r1', 'a1', 'yes', 'b1', ' '], 'There is no answer for b1: wavegate answer RUN TASK TEXT.'],
  [['answer', 'r1', 'a1', 'yes', 'a1', 'no'], 'There are two answers for a1. Give one.'],
  [
    ['reject', 'r1', 'spot-check-1', '--comment', 'a.js:0=x'],
    '--comment takes FILE:LINE=TEXT, or FILE:-LINE=TEXT for a deleted line, not "a.js:0=x".',
  ],
  [
    ['reject', 'r1', 'spot-check-1', '--comment', 'a.js:3= '],
    '--comment takes FILE:LINE=TEXT, or FILE:-LINE=TEXT for a deleted line, not "a.js:3= ".',
  ],
  [['approve', 'r1', 'triage-1', '--triage', 'both'], '--triage takes in, out, deferred, not "both".'],
  [['move', 'r1'], 'Say where it goes: --to database or --to files.'],
  [['move', 'r1', '--to', 'cloud'], 'Say where it goes: --to database or --to files.'],
  [['move', 'r1', '--to', 'files'], 'Name the database with --database URL, or in WAVEGATE_DATABASE_URL.'],
  [['database', 'check'], 'Name the database with --database URL, or in WAVEGATE_DATABASE_URL.'],
  [['database', 'drop'], 'Usage: wavegate database setup|check|runs|priority RUN N|limit [DRIVER|all N|none]'],
  [['database', 'check', 'r1'], 'Usage: wavegate database setup|check|runs|priority RUN N|limit [DRIVER|all N|none]'],
  [['database', 'limit', 'all'], 'Usage: wavegate database setup|check|runs|priority RUN N|limit [DRIVER|all N|none]'],
  [
    ['database', 'priority', 'r1', '101'],
    'A priority is a whole number from -100 to 100, not "101". One below 0: wavegate database priority RUN -- -10',
  ],
  [
    ['database', 'priority', 'r1', ''],
    'A priority is a whole number from -100 to 100, not "". One below 0: wavegate database priority RUN -- -10',
  ],
  [['database', 'limit', 'claude', '0'], 'A limit is a whole number greater than 0, or none, not "0".'],
  [['database', 'limit', 'claude', '1e3'], 'A limit is a whole number greater than 0, or none, not "1e3".'],
  [['host'], 'Name the database with --database URL, or in WAVEGATE_DATABASE_URL.'],
  [
    ['serve'],
    'Runs in files belong to the windows and commands of one machine. Name the database with --database URL, or in WAVEGATE_DATABASE_URL.',
  ],
  [['up', '--hosts', '0'], '--hosts takes a whole number from 1 to 20, not "0".'],
  [['up', '--hosts', 'two'], '--hosts takes a whole number from 1 to 20, not "two".'],
  [['show', ''], 'Nothing is named. Give a commit, such as HEAD, or a line as FILE:LINE.'],
  [['approvers', 'add', 'Ada'], 'Usage: wavegate approvers [list | add NAME KEY | remove NAME]'],
  [['approvers', 'remove'], 'Usage: wavegate approvers [list | add NAME KEY | remove NAME]'],
  [['approvers', 'rename', 'Ada'], 'Usage: wavegate approvers [list | add NAME KEY | remove NAME]'],
  [
    ['review-plan', 'p.waveplan.yaml', '--show', '--take', '1'],
    'Take and dismiss, show, or have it reviewed: one at a time.',
  ],
  [
    ['review-plan', 'p.waveplan.yaml', '--agent', 'a', '--agent', 'b', '--agent', 'c'],
    'Two reviewers read a plan: give --agent at most twice.',
  ],
  [
    ['draft', 'p.waveplan.yaml', '--wave', '--split', 'a1'],
    'Give one of --split, --wave, --findings and --remedy: a draft is about one part of a plan.',
  ],
  [['keygen', 'k', '--passphrase-fd', 'three'], '--passphrase-fd takes the number of an open file, such as 3.'],
];

suite('a command line that cannot be meant', () => {
  for (const [argv, sentence] of refusals)
    test(`is refused: wavegate ${argv.join(' ')}`, async (t) => {
      const line = await commandLine(t);
      const said = await line.wavegate(...argv);
      assert.deepEqual({ ...said, notes: said.notes.trimEnd() }, { exitCode: 2, out: '', notes: sentence });
      const inJson = await line.wavegate(...argv, '--json');
      assert.deepEqual(JSON.parse(inJson.out), { error: sentence, exitCode: 2 });
      assert.deepEqual(await line.journals.list(), [], 'and nothing has come of it');
    });
});
