import type { Location } from 'vscode-languageserver';
import type { Position } from 'vscode-languageserver-textdocument';
import { nameAt, spanOfName } from '../core/planText/names/nameTable.ts';
import { placesOf } from '../core/planText/names/resolveNames.ts';
import { locationOf } from './planFile.ts';
import type { PlanFile } from './planFile.ts';

/** Definition of the name at a position: in this plan, or in the one that declares it. */
export function definition(file: PlanFile, position: Position, others: readonly PlanFile[] = []): Location[] {
  return locations(file, position, others, true);
}

/** Every place that means the same as the name at a position. */
export function references(
  file: PlanFile,
  position: Position,
  others: readonly PlanFile[],
  withDefinition: boolean,
): Location[] {
  const all = locations(file, position, others);
  if (withDefinition) return all;
  const given = definition(file, position, others).map((location) => JSON.stringify(location));
  return all.filter((location) => !given.includes(JSON.stringify(location)));
}

function locations(
  file: PlanFile,
  position: Position,
  others: readonly PlanFile[],
  onlyDefinitions = false,
): Location[] {
  const use = nameAt(file.plan, file.document.offsetAt(position));
  if (use === undefined) return [];
  return placesOf(use, file, others).flatMap((found) => {
    const span = spanOfName(found.file.plan, found.use);
    if (span === undefined || (onlyDefinitions && found.use.role !== 'definition')) return [];
    return [locationOf(found.file, span)];
  });
}
