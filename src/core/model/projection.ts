/** Numbers that were seen, in short. */
export interface Spread {
  readonly mean: number;
  /** Standard deviation. */
  readonly deviation: number;
}

/** Finished tasks of earlier runs that one program worked on, with what each took until it was done, all attempts together. */
export interface LikeTasks {
  readonly driver: string;
  /** Absent: whichever model it was. */
  readonly model?: string;
  readonly count: number;
  /** In and out. */
  readonly tokens?: Spread;
  /** US dollars. */
  readonly usd?: Spread;
  /** Time of the agents at work. */
  readonly minutes: Spread;
}

/** An expected number, and between which two it is in four of five cases. */
export interface Expected {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Projection of the tasks of a wave, made when its launch gate opened first. */
export interface Projection {
  /** Tasks it is about, and those it could not be made for. */
  readonly tasks: number;
  readonly without: number;
  /** Finished tasks it rests on. */
  readonly like: number;
  readonly tokens?: Expected;
  readonly usd?: Expected;
  readonly minutes: Expected;
}
