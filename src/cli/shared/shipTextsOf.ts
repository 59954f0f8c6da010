import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gateSpecs } from '../../core/gates/specs/gateSpecs.ts';
import type { Gate, Verdict } from '../../core/model/gate.ts';
import type { RunState } from '../../core/model/state.ts';
import { answersFor, pullRequestOf, readPullRequestDocument, shipTexts } from '../../core/report/shipTexts.ts';
import { errorMessage } from '../../util/errors.ts';
import { CliError } from './exit.ts';

/**
 * Answers with the texts of files that are sent instead of what would be written.
 * @throws CliError `usage` for a text that cannot be sent from here, `environment` for a file that cannot be read
 */
export async function shipTextsOf(
  state: RunState,
  gate: Gate,
  verdict: Verdict,
  folder: string,
  values: { readonly 'pull-request'?: readonly string[] | undefined; readonly changelog?: string | undefined },
): Promise<Readonly<Record<string, string>>> {
  const { 'pull-request': requests = [], changelog } = values;
  if (requests.length === 0 && changelog === undefined) return {};
  if (!gateSpecs[gate.kind].sendsTexts || verdict !== 'approved') {
    throw new CliError('usage', 'Texts of --pull-request and --changelog are sent by approving a ship gate only.');
  }
  const texts = shipTexts(state);
  if (requests.length > 0 && texts.pullRequest === undefined) {
    throw new CliError(
      'usage',
      'This run writes no pull request: it has no remote, or its plan says ship: {pr: false}.',
    );
  }
  if (changelog !== undefined && texts.changelog === undefined) {
    throw new CliError('usage', 'The plan of this run names no changelog: ship: {changelog: FILE} does.');
  }
  const answers: Record<string, string> = {};
  for (const request of requests) {
    const [, wave, named] = /^([^=/\\]+)=(.+)$/s.exec(request) ?? [];
    const isLower = wave !== undefined && pullRequestOf(texts, wave) !== undefined;
    const file = isLower && named !== undefined ? named : request;
    const read = readPullRequestDocument(await readText(folder, file));
    if (read === undefined) {
      throw new CliError('usage', `${file} has to begin with a line \`# TITLE\`: the title of the pull request.`);
    }
    Object.assign(answers, answersFor(state, read, isLower ? wave : undefined));
  }
  if (changelog !== undefined) {
    Object.assign(answers, answersFor(state, { changelog: await readText(folder, changelog) }));
  }
  return Object.fromEntries(Object.entries(answers).filter(([, text]) => text !== ''));
}

async function readText(folder: string, file: string): Promise<string> {
  try {
    return await readFile(path.resolve(folder, file), 'utf8');
  } catch (error) {
    const text = `${file} could not be read: ${errorMessage(error)}. Name a file with the text to send.`;
    throw new CliError('environment', text, { cause: error });
  }
}
