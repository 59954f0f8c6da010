/** Takes secrets out of what leaves this machine. */
export interface Redactor {
  /** @returns the text with each secret replaced, and how many there were */
  text(text: string): Promise<Redacted>;
  /**
   * Copies a file without its secrets, piece by piece. Of a longer one than `most` bytes, its beginning and its end.
   *
   * @param from absolute; a file that does not exist is copied as nothing
   * @returns how many secrets there were, and how many bytes were left out; undefined when there is no such file
   */
  file(from: string, to: string, most: number): Promise<RedactedFile | undefined>;
}

export interface Redacted {
  readonly text: string;
  readonly secrets: number;
}

export interface RedactedFile {
  readonly secrets: number;
  readonly leftOut: number;
}
