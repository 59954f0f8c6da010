import type { Recorded } from '../model/events.ts';

/** An event in the words of everyone who follows a run: the sidebar, the command line, the thread. */
export interface EventWords {
  readonly text: string;
  readonly detail?: string;
}

/** Events of a type, or of one of several. */
export type EventOf<Type extends Recorded['type']> = Extract<Recorded, { type: Type }>;
