// Rules of the house that no rule of the linter states: each reports the syntax that its selectors match.

const barrel = 'No barrels: import from the file that declares it.';
const clock = 'The core has no clock: take the time in with the command.';
const waits = 'The core is synchronous.';

const plugin = {
  meta: { name: 'house' },
  rules: {
    exports: reports({
      ExportDefaultDeclaration: 'Export by name, so that one thing has one name everywhere.',
      ExportAllDeclaration: barrel,
      'ExportNamedDeclaration[source]': barrel,
    }),
    enums: reports({ TSEnumDeclaration: 'Use a union of string literals.' }),
    pure: reports({
      'NewExpression[callee.name="Date"][arguments.length=0]': clock,
      'CallExpression[callee.name="Date"]': clock,
      ':function[async=true]': waits,
      AwaitExpression: waits,
      'ForOfStatement[await=true]': waits,
      ImportExpression: waits,
    }),
    // Behaviour of a kind of gate belongs to its spec, where the next kind is made from it.
    'gate-kind': reports({
      'BinaryExpression[operator=/^[!=]==$/][right.type="Literal"] > MemberExpression.left[object.name="gate"][property.name="kind"]':
        'Ask the spec of the kind (src/core/gates/specs/gateSpecs.ts) instead of comparing its name.',
    }),
    late: reports({
      'ImportDeclaration[importKind!="type"][source.value=/^vscode-languageclient/]':
        'Loaded when the first plan opens: use import() where it is started.',
    }),
  },
};

export default plugin;

/** Makes a rule of what it forbids: selectors of syntax, each with what to say of it. */
function reports(forbidden) {
  return {
    create: (context) =>
      Object.fromEntries(
        Object.entries(forbidden).map(([selector, message]) => [selector, (node) => context.report({ node, message })]),
      ),
  };
}
