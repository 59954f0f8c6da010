/** Ways to find a number in what a command prints. Without one, all it prints is the number. */
export interface Reading {
  readonly pattern?: string | undefined;
  readonly pointer?: string | undefined;
  readonly metric?: string | undefined;
}

/** Bound of a number, as the plan has it, and which numbers are better where it compares with the base. */
export interface Bound {
  readonly bound: string;
  readonly better: 'lower' | 'higher';
}
