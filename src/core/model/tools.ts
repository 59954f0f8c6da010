/** Pure tools the core is given because it has none of its own. */
export interface Tools {
  /** Lower-case hex SHA-256 of the UTF-8 text. */
  readonly sha256: (text: string) => string;
}
