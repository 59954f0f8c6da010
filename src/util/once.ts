/** A function that asks once, when it is first needed, and gives that answer again. */
export function once<Result>(find: () => Result): () => Result {
  let known: { readonly result: Result } | undefined;
  return () => (known ??= { result: find() }).result;
}
