/** A title in at most so many characters, cut between words where that keeps enough of it. The end of a long row is out of sight. */
export function shortTitle(title: string, room: number): string {
  if (title.length <= room) return title;
  const cut = title.slice(0, room);
  const words = cut.slice(0, Math.max(cut.lastIndexOf(' '), 0));
  return `${(words.length > room / 2 ? words : cut).replace(/[\s,.:;·–-]+$/, '')}…`;
}

/** A file by its name, with as many folders before it as tell it from the others: a narrow row cuts off where a path differs. */
export function nameAmong(path: string, all: readonly string[]): string {
  const parts = path.split('/');
  const others = all.filter((other) => other !== path);
  for (let from = parts.length - 1; from > 0; from -= 1) {
    const name = parts.slice(from).join('/');
    if (!others.some((other) => other === name || other.endsWith(`/${name}`))) return name;
  }
  return path;
}
