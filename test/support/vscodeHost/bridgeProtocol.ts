/** Where to look for an element: in the window, or in the inner frame that shows something matching `inFrame`. */
export interface Place {
  readonly selector: string;
  readonly inFrame?: string | undefined;
}

/** Request or report of a test inside the extension host to the process that drives the window. */
export type BridgeRequest =
  | { readonly op: 'result'; readonly name: string; readonly error?: string }
  | { readonly op: 'finished' }
  | { readonly op: 'screenshot'; readonly name: string }
  | ({ readonly op: 'click' } & Place)
  | ({ readonly op: 'text' } & Place)
  | ({ readonly op: 'waitFor'; readonly state: 'visible' | 'hidden' } & Place)
  | { readonly op: 'press'; readonly keys: string }
  | { readonly op: 'type'; readonly text: string }
  | { readonly op: 'runCommand'; readonly label: string }
  | { readonly op: 'evaluate'; readonly expression: string; readonly inFrame?: string | undefined };

/** Answer: the value (null when there is none), or why it did not work. */
export type BridgeAnswer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: string };

/** How one test inside the extension host ended; without an error, it passed. */
export interface InHostResult {
  readonly name: string;
  readonly error?: string;
}

/** The environment variable that tells the extension host the bridge's address, its secret included. */
export const bridgeVariable = 'WAVEGATE_TEST_BRIDGE';
