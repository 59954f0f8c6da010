/** A pure function all the same; it lives behind a port because the core has no hash of its own. */
export interface Digest {
  /** Lower-case hex SHA-256 of bytes, or of a text as UTF-8. */
  sha256(data: string | Uint8Array): string;
}
