import type { Range, WorkspaceEdit } from 'vscode-languageserver';
import type { Position } from 'vscode-languageserver-textdocument';
import { scalar } from '../core/planText/edit/writeYaml.ts';
import { nameAt, spanOfName } from '../core/planText/names/nameTable.ts';
import type { NameUse } from '../core/planText/names/nameTable.ts';
import { placesOf } from '../core/planText/names/resolveNames.ts';
import { rangeOf } from './planFile.ts';
import type { PlanFile } from './planFile.ts';
import { planNames } from './planNames.ts';

/** The name at a position that can be renamed, and where it stands. */
export function prepareRename(file: PlanFile, position: Position): { range: Range; placeholder: string } | undefined {
  const use = nameAt(file.plan, file.document.offsetAt(position));
  const span = use && spanOfName(file.plan, use);
  return use && span && { range: rangeOf(file, span), placeholder: use.name };
}

/**
 * Gives the name at a position another one, everywhere it is meant.
 *
 * @throws RenameRefused when the new name cannot be an id, or is taken
 */
export function rename(
  file: PlanFile,
  position: Position,
  newName: string,
  others: readonly PlanFile[] = [],
): WorkspaceEdit | undefined {
  const use = nameAt(file.plan, file.document.offsetAt(position));
  if (use === undefined) return undefined;
  const places = placesOf(use, file, others);
  refuse(use, newName, places.length === 0 ? [file] : [...new Set(places.map((place) => place.file))]);
  const changes: Record<string, { range: Range; newText: string }[]> = {};
  for (const { file: where, use: other } of places) {
    const span = spanOfName(where.plan, other);
    if (span === undefined) continue;
    (changes[where.document.uri] ??= []).push({
      range: rangeOf(where, span),
      newText: written(where.plan.source[span.start - 1], newName),
    });
  }
  return { changes };
}

/** Why a name cannot be given, for people. */
export class RenameRefused extends Error {
  override readonly name = 'RenameRefused';
}

/** Pattern of valid ids; see the schema for the reasons. */
const id = /^(?!.*\.\.)(?!.*\.lock$)[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/;

function refuse({ kind, name }: NameUse, newName: string, files: readonly PlanFile[]): void {
  if (kind === 'interface') {
    if (newName.trim() === '') throw new RenameRefused('An interface needs a name.');
    return;
  }
  if (!id.test(newName) || newName.length > 64) {
    throw new RenameRefused(
      `"${newName}" cannot be an id: it becomes part of a branch name. Use letters, digits, ".", "_" and "-".`,
    );
  }
  const taken = files.some((file) => nameIsTaken(file, kind, newName) && newName.toLowerCase() !== name.toLowerCase());
  if (taken) throw new RenameRefused(`Another ${kind} is called "${newName}" already. Choose another name.`);
}

function nameIsTaken(file: PlanFile, kind: NameUse['kind'], name: string): boolean {
  return planNames(file.plan, kind).some((other) => other.name.toLowerCase() === name.toLowerCase());
}

/** A name as it must be written where it stands: inside quotes their rules hold, outside YAML's. */
function written(quote: string | undefined, name: string): string {
  if (quote === '"') return JSON.stringify(name).slice(1, -1);
  return quote === "'" ? name.replaceAll("'", "''") : scalar(name);
}
