/** A change of one file with a defect that an agent could have made, among edits that are right. */
export interface PlantedDefect {
  readonly kind:
    | 'missed call site'
    | 'boundary'
    | 'swallowed error'
    | 'weakened test'
    | 'changed signature'
    | 'leaked secret'
    | 'race'
    | 'wrong default';
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** Part of the changed line that a reviewer has to read; a line that is gone begins with `-`. */
  readonly at: string;
}
