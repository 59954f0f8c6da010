import { boardOf } from '../../core/views/board.ts';
import type { BoardGate } from '../../core/model/boardModel.ts';
import { readDrafts } from '../../decisions/draftFile.ts';
import { readRequests, requestWords } from '../../decisions/requests.ts';
import type { GateRequest } from '../../decisions/requests.ts';
import { defineCommand, placeOptions } from '../shared/command.ts';
import { exitCodes } from '../shared/exit.ts';
import { placeOf, viewRun } from '../shared/place.ts';
import { draftLines, gateDetails, gateLines } from '../shared/statusText.ts';
import { writeJson, writeLines } from '../shared/terminal.ts';

export const gates = defineCommand({
  name: 'gates',
  usage: '[RUN]',
  summary: 'Show pending gates, and what each is about. Without RUN: of the latest run.',
  details: [
    'What somebody has begun at a gate in the editor is told, too. It decides nothing: approve, reject and hold take what you give them.',
    'Other tools can ask for a decision with a file GATE.approved, GATE.rejected or GATE.hold in the folder "requests" of',
    'the run. It is shown here and decides nothing: that takes approve, reject or hold with the key of the run.',
  ],
  options: placeOptions,
  arguments: [0, 1],
  async run({ values, positionals: [run], terminal }) {
    const { state, runs } = await viewRun(placeOf(terminal, values), run);
    const { entries } = await readDrafts(runs.layout.draftsFile(state.run));
    const board = boardOf(state, Date.now(), entries);
    const requests = await readRequests(runs.layout.requestsFolder(board.run));
    const about = (gate: BoardGate): readonly GateRequest[] => requests.filter((request) => request.gate === gate.id);
    if (values.json === true) {
      await writeJson(
        terminal,
        board.gates.map((gate) => ({ ...gate, requests: about(gate) })),
      );
    } else if (board.gates.length === 0) terminal.note(`No gate of run ${board.run} waits. ${board.headline}.`);
    else {
      for (const gate of board.gates) {
        const lines = [
          ...gateLines({ ...board, gates: [gate] }),
          ...gateDetails(gate),
          ...draftLines(gate),
          ...about(gate).map(requestLine),
        ];
        await writeLines(terminal, lines);
      }
    }
    return exitCodes.done;
  },
});

function requestLine(request: GateRequest): string {
  return `  asked for: ${requestWords(request)}, ${new Date(request.at).toISOString()}`;
}
