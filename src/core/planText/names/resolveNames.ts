import type { PlanDocument } from '../document/planDocument.ts';
import { sameName } from '../../plan/interfaceName.ts';
import { namesOf } from './nameTable.ts';
import type { NameUse } from './nameTable.ts';

/** A name in one of several plans. */
export interface FoundName<File> {
  readonly file: File;
  readonly use: NameUse;
}

/**
 * All places that mean the same thing as a name. A name belongs to the plan it is in if that plan declares it, and else
 * to whichever of the other plans does: so an interface that one plan provides can be consumed by the next.
 *
 * @param own the plan the name is in
 * @param others the other plans of the workspace
 */
export function placesOf<File extends { readonly plan: PlanDocument }>(
  use: NameUse,
  own: File,
  others: readonly File[],
): readonly FoundName<File>[] {
  const all = [own, ...others].map((file) => ({
    file,
    uses: namesOf(file.plan).filter((other) => isSame(other, use)),
  }));
  const declares = ({ uses }: (typeof all)[number]): boolean => uses.some(({ role }) => role === 'definition');
  const home = all.find(declares)?.file ?? own;
  return all.flatMap((found) =>
    found.file === home || !declares(found) ? found.uses.map((other) => ({ file: found.file, use: other })) : [],
  );
}

function isSame(a: NameUse, b: NameUse): boolean {
  return a.kind === b.kind && (a.kind === 'interface' ? sameName(a.name) === sameName(b.name) : a.name === b.name);
}
