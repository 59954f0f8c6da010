/** A file of the repository at a commit. */
export interface DigestedFile {
  /** Forward slashes, from the repository root. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** A line in which a name occurs as a whole word. */
export interface Occurrence {
  readonly name: string;
  readonly file: string;
  /** Counting from 1. */
  readonly line: number;
  readonly text: string;
}

/** Facts of a repository at one commit, which a digest is made from. */
export interface DigestFacts {
  readonly commit: string;
  readonly files: readonly DigestedFile[];
  /** Texts of the files that say how the project is built, tested and owned, as far as they are there. */
  readonly texts: Readonly<Record<string, string>>;
  readonly occurrences: readonly Occurrence[];
}

/** A command that the repository itself names, and the file that does. */
export interface FoundCommand {
  readonly command: string;
  readonly from: string;
}
