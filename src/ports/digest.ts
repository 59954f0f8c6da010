/** A pure function all the same; it lives behind a port because the core has no hash of its own. */
export interface Digest {
  /** Lower-case hex SHA-256 of the UTF-8 text. */
  sha256(text: string): string;
}
