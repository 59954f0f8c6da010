import { withEntries } from '../text/markdownSection.ts';

/** Files with notes for agents outside of runs, by the name for them on the command line. */
export const noteFiles = { agents: 'AGENTS.md', claude: 'CLAUDE.md' } as const;
export type NoteFile = keyof typeof noteFiles;

/** A file with notes for agents, with sentences that runs have taught in it. */
export function withLearned(before: string, sentences: readonly string[]): string {
  const lines = sentences.map((sentence) => sentence.replace(/\s+/g, ' ').trim());
  return withEntries(before, '# Notes for agents', 'What runs have taught', lines);
}
