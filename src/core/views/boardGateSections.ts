import type { Sections } from '../gates/gateSpec.ts';
import { gateSpecs } from '../gates/specs/gateSpecs.ts';
import type { Gate } from '../model/gate.ts';
import type { RunState } from '../model/state.ts';
import { outsideLines } from './boardOutside.ts';
import { capped } from '../words/labels.ts';

/**
 * Sections on what a gate's decision covers, as titled lists for people. Empty lists are left out.
 * @param most lines of a section before the rest is only counted
 */
export function gateSections(state: RunState, gate: Gate, most?: number): Sections {
  const { sections } = gateSpecs[gate.kind];
  const outside: Sections[number] = { title: 'Changed outside while agents worked', lines: outsideLines(state, gate) };
  return [approvalsSection(gate), ...sections(state, gate), outside]
    .filter((section) => section.lines.length > 0)
    .map(({ lines, total, ...section }) => ({ ...section, lines: capped(lines, most), total: total ?? lines.length }))
    .map(({ total, ...section }) => ({ ...section, ...(total === section.lines.length ? {} : { total }) }));
}

function approvalsSection({ status, required = 1, approvals = [] }: Gate): Sections[number] {
  const given = approvals.map(({ who, note }) => (note === '' ? who : `${who}: ${note}`));
  const title = `Approvals, ${approvals.length} of ${required}`;
  return { title, lines: status !== 'pending' || required === 1 ? [] : given.length === 0 ? ['none yet'] : given };
}
