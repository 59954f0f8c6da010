import type { BoardSnapshot } from '../../core/model/boardModel.ts';
import type { BoardIntent, IntentType } from '../../protocol/board.ts';
import type { Answer } from '../../ports/runService.ts';

/** Source of what the board shows, and receiver of what a person asks on it. */
export interface BoardHandler {
  /** Current state of the run; or, if it cannot be shown, why and what to do. */
  snapshot(run: string): BoardSnapshot | string;
  /** Acts on an intent. An answer with `refused` is shown where the person asked. */
  handle(run: string, intent: HandledIntent): Promise<Answer>;
}

/** Types of the intents that are handed on; `ready` is the panel's own and asks nothing of the editor. */
export type HandledType = Exclude<IntentType, 'ready'>;
export type HandledIntent = BoardIntent<HandledType>;

/** A function for each intent. */
export type IntentHandlers = {
  readonly [Type in HandledType]: (intent: BoardIntent<Type>) => Answer | Promise<Answer>;
};

/** Calls the function for an intent. */
export async function handleIntent<Type extends HandledType>(
  handlers: IntentHandlers,
  intent: BoardIntent<Type>,
): Promise<Answer> {
  const handle: IntentHandlers[Type] = handlers[intent.type];
  return handle(intent);
}
