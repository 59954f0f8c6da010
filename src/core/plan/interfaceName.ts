/** Interfaces are named by people; line breaks and runs of blanks are not part of a name. */
export function sameName(name: string): string {
  return name.replace(/\s+/g, ' ');
}
