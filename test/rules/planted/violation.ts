/** A line that must be reported: where it stands, by which rule, and what the report says. */
export interface Violation {
  readonly what: string;
  readonly folder: string;
  readonly code: string;
  readonly rule: string;
  readonly says?: RegExp;
}
