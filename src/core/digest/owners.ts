import type { DigestFacts } from './facts.ts';

/** Files in which repositories name the owners of their files, in the order hosts look. */
export const ownerFiles = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'] as const;

/** Lines of the repository's own list of owners: a pattern and who answers for it. */
export function ownersOf({ texts }: Pick<DigestFacts, 'texts'>): readonly { pattern: string; owners: string }[] {
  const text = ownerFiles.map((file) => texts[file]).find((found) => found !== undefined) ?? '';
  return text.split(/\r?\n/).flatMap((line) => {
    const [pattern = '', ...owners] = line
      .replace(/(?:^|\s)#.*$/, '')
      .trim()
      .split(/\s+/);
    return pattern === '' || pattern.startsWith('[') || owners.length === 0
      ? []
      : [{ pattern, owners: owners.join(' ') }];
  });
}
