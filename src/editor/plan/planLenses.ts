import type { BoardSnapshot, BoardWave } from '../../core/model/boardModel.ts';
import { isOver } from '../../core/model/isOver.ts';
import { commands } from '../shared/contributions.ts';
import type { CommandId } from '../shared/contributions.ts';
import { gateActions } from '../shared/gateActions.ts';
import type { Subject } from '../shared/subject.ts';
import { scanWaves } from './scanWaves.ts';

/** A line above a line of the plan. Without a command it only says something. `line` counts from 0. */
export interface PlanLens {
  readonly line: number;
  readonly title: string;
  readonly command?: CommandId;
  readonly subject?: Subject;
}

/**
 * The lenses of a plan file.
 * @param run the open run, if this is its plan file
 * @param busy another plan's run is under way, so this one cannot start yet
 */
export function planLenses(text: string, run: BoardSnapshot | undefined, busy: boolean): readonly PlanLens[] {
  const head = headLenses(run, busy);
  if (run === undefined) return head;
  const waves = new Map(run.waves.map((wave) => [wave.id, wave]));
  const places = scanWaves(text);
  return [
    ...head,
    ...places.flatMap(({ id, line }) => {
      const wave = waves.get(id);
      return wave === undefined ? [] : waveLenses(run, wave, line);
    }),
  ];
}

function headLenses(run: BoardSnapshot | undefined, busy: boolean): readonly PlanLens[] {
  if (run === undefined) {
    return busy ? [] : [{ line: 0, title: '$(play) Start run', command: commands.startRun }];
  }
  const over = isOver(run.activity);
  return [
    { line: 0, title: run.headline, command: commands.focusGates },
    { line: 0, title: '$(dashboard) Board', command: commands.openBoard },
    ...(over ? [{ line: 0, title: '$(play) Start a new run', command: commands.startRun }] : []),
  ];
}

function waveLenses(run: BoardSnapshot, wave: BoardWave, line: number): readonly PlanLens[] {
  const gate = run.gates.find((candidate) => candidate.wave === wave.id && candidate.status === 'pending');
  const subject = gate === undefined ? undefined : ({ kind: 'gate', gate: gate.id } as const);
  const actions = gate && gateActions[gate.kind];
  if (actions?.approveTitle !== undefined) {
    return [{ line, title: actions.approveTitle, command: actions.approve, ...(subject && { subject }) }];
  }
  const status: PlanLens = { line, title: `${waveIcons[wave.progress]} ${wave.status}`, command: commands.focusGates };
  if (actions?.look !== undefined) return [status, { line, ...actions.look, ...(subject && { subject }) }];
  const canAdapt = run.adaptation?.wave === wave.id && run.adaptation.proposal === undefined;
  return canAdapt ? [status, { line, title: '$(git-compare) Adapt…', command: commands.adapt }] : [status];
}

const waveIcons: Readonly<Record<BoardWave['progress'], string>> = {
  ahead: '$(circle-large)',
  current: '$(sync~spin)',
  waiting: '$(bell-dot)',
  done: '$(pass)',
  failed: '$(error)',
};
