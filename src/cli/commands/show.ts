import { archivedOrigin } from '../../git/commit/archivedOrigin.ts';
import { findOrigin } from '../../git/commit/findOrigin.ts';
import { originText } from '../../runs/record/originText.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { CliError, exitCodes } from '../shared/exit.ts';
import { placeOf, viewRun } from '../shared/place.ts';
import { writeJson, writeText } from '../shared/terminal.ts';

export const show = defineCommand({
  name: 'show',
  usage: 'COMMIT | FILE:LINE',
  summary: 'Show the wave, task, directive and decisions that a commit or a line came from.',
  details: ['FILE:LINE  the commit that last changed the line, and of its wave only the tasks that changed the file'],
  options: placeOptions,
  arguments: [1, 1],
  async run({ values, positionals: [asked = ''], terminal }) {
    const place = placeOf(terminal, values);
    if (asked.trim() === '') {
      throw new CliError('usage', 'Nothing is named. Give a commit, such as HEAD, or a line as FILE:LINE.');
    }
    const { file, line } = /^(?<file>.+):(?<line>\d+)$/u.exec(asked)?.groups ?? {};
    const found = await findOrigin(place.folder, file === undefined ? { commit: asked } : { file, line: Number(line) });
    if ('refused' in found) throw new CliError('usage', found.refused);
    const stateOf = async (run: string) => (await viewRun(place, run)).state;
    const text = await originText(found, stateOf, () => archivedOrigin(place.folder, found.trailers));
    if ('refused' in text) throw new CliError('usage', text.refused);
    const { commit, trailers } = found;
    if (values.json === true) await writeJson(terminal, { commit, ...trailers, markdown: text.markdown });
    else await writeText(terminal, text.markdown);
    return exitCodes.done;
  },
});
