/**
 * A function that is asked about each object once. For objects that are never changed, as those of a document are: what was
 * found out about one stays true for as long as it exists. Other values are looked at each time.
 */
export function memoize<Subject, Result>(find: (subject: Subject) => Result): (subject: Subject) => Result {
  const known = new WeakMap<object, { readonly result: Result }>();
  return (subject) => {
    if (typeof subject !== 'object' || subject === null) return find(subject);
    const before = known.get(subject);
    if (before !== undefined) return before.result;
    const result = find(subject);
    known.set(subject, { result });
    return result;
  };
}

/** Like `memoize`, for what also depends on something that seldom changes: per object, the answer for the latest is kept. */
export function memoizeWith<Subject extends object, Other, Result>(
  find: (subject: Subject, other: Other) => Result,
): (subject: Subject, other: Other) => Result {
  const known = new WeakMap<Subject, { readonly other: Other; readonly result: Result }>();
  return (subject, other) => {
    const before = known.get(subject);
    if (before !== undefined && before.other === other) return before.result;
    const result = find(subject, other);
    known.set(subject, { other, result });
    return result;
  };
}
