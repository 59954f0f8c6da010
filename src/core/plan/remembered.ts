/**
 * A function that is asked about each object once. For objects that are never changed, as those of a document are: what was
 * found out about one stays true for as long as it exists. Other values are looked at each time.
 */
export function remembered<Subject, Result>(find: (subject: Subject) => Result): (subject: Subject) => Result {
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
