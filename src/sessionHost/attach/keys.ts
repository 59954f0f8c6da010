/**
 * How far a person at the terminal of a session is: watching; asked whether to take it over; waiting until its agent can be
 * stopped; having it, outside of the agent's interface; or at its end.
 */
export type Stage = 'watching' | 'asked' | 'stopping' | 'has it' | 'over';

export type Action = 'detach' | 'switch view' | 'take over' | 'hand back' | 'open interface' | 'close';

/** Result of pressing a key. */
export interface Pressed {
  readonly stage: Stage;
  /** For the person. */
  readonly says?: string;
  readonly does?: Action;
}

/** Abilities of the session. */
export interface Abilities {
  /** Whether the agent's activity can be shown in words, and as it is printed. */
  readonly twoViews: boolean;
  /** Whether its conversation can continue in the agent's own interface. */
  readonly takesOver: boolean;
}

const interrupt = '\u0003';
const escape = '\u001b';

const onlyPrinted = 'What it prints is shown as it is; there is no other view of it.';
const noInterface = 'Its program has no interface of its own, so there is nothing to take over.';
const waits = 'Waiting until the agent can be stopped; its interface opens here by itself.';

/** Line about the keys available at a stage. */
export function keysText(stage: Stage, { twoViews, takesOver }: Abilities): string {
  switch (stage) {
    case 'watching':
      return `Keys: ${[
        ...(twoViews ? ['r shows what is printed as it is, and back'] : []),
        ...(takesOver ? ['t takes the session over'] : []),
        'Ctrl+C detaches, and the session keeps running',
      ].join('; ')}.`;
    case 'asked':
      return 'Take over? The agent stops where it is, and you go on in its own interface, here. Press y; any other key leaves it at work.';
    case 'stopping':
      return waits;
    case 'has it':
      return 'The session is yours, and its time limits are paused. Press h to return it to the agent, t to open its interface again.';
    case 'over':
      return `The session is over. Press ${[
        ...(twoViews ? ['r to see it the other way'] : []),
        ...(takesOver ? ['t to go on with its conversation yourself'] : []),
        'any key to close this terminal',
      ].join(', ')}.`;
  }
}

/**
 * Handles a key at a stage. Every key gets an answer, and no single key ends an agent in the middle of its work.
 *
 * @param key what the terminal sent; more than one character is pasted text, a key without a letter, or a terminal that
 *   reports something, and does nothing
 */
export function press(stage: Stage, key: string, can: Abilities): Pressed {
  if (key.length > 1 && key.startsWith(escape)) return { stage };
  switch (stage) {
    case 'watching':
      return watching(key, can);
    case 'asked':
      if (key === 'y') return { stage: 'stopping', does: 'take over', says: waits };
      return { stage: 'watching', says: 'Not taken over: the agent continues.' };
    case 'stopping':
      return key === interrupt ? { stage, does: 'detach' } : { stage, says: waits };
    case 'has it':
      if (key === 'h')
        return { stage: 'watching', does: 'hand back', says: 'Returned to the agent, which continues in a moment.' };
      // Whoever leaves an interface by Ctrl+C presses it once too often at times; the session must not be forgotten then.
      return key === 't' ? { stage, does: 'open interface' } : { stage, says: keysText(stage, can) };
    case 'over':
      if (key === 'r' && can.twoViews) return { stage, does: 'switch view' };
      return { stage, does: key === 't' && can.takesOver ? 'open interface' : 'close' };
  }
}

function watching(key: string, can: Abilities): Pressed {
  const stage = 'watching';
  switch (key) {
    case interrupt:
      return { stage, does: 'detach' };
    case 'r':
      return can.twoViews ? { stage, does: 'switch view' } : { stage, says: onlyPrinted };
    case 't':
      return can.takesOver ? { stage: 'asked', says: keysText('asked', can) } : { stage, says: noInterface };
    case 'h':
      return { stage, says: `The agent has the session, so there is nothing to hand back. ${keysText(stage, can)}` };
    default:
      return { stage, says: keysText(stage, can) };
  }
}
