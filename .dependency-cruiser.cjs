/**
 * Who may import whom: one row of the map per room, and every rule below is made from it.
 *
 * `imports` names the other rooms a room may import (itself and `util` are always allowed), `packages` the npm packages,
 * `node` whether it may use Node's own modules. A folder under src/ without a row is an error, and so is a row
 * without a folder, or a permission that no file uses (test/rules/rooms.test.ts). Type-only imports count like any other.
 */
const adapter = (imports, ...packages) => ({ imports, packages, node: true });

const adapters = {
  journal: adapter(['core', 'ports']),
  database: adapter(['core', 'ports'], 'pg'),
  git: adapter(['core', 'ports', 'sessionPorts', 'clock']),
  drivers: adapter(['core', 'sessionPorts']),
  executors: adapter(['core', 'ports', 'sessionPorts', 'protocol']),
  processes: adapter(['ports']),
  sessionHost: adapter(['core', 'ports', 'sessionPorts', 'protocol', 'clock']),
  sessions: adapter(['core', 'ports', 'sessionPorts', 'clock']),
  checks: adapter(['core', 'ports', 'sessionPorts', 'clock'], 'sax'),
  decisions: adapter(['core', 'ports', 'files']),
  sandbox: adapter(['ports', 'sessionPorts']),
  forge: adapter(['core', 'ports', 'sessionPorts']),
  secrets: adapter(['sessionPorts'], '@secretlint/core', '@secretlint/secretlint-rule-preset-recommend'),
  state: adapter(['core', 'ports']),
  telemetry: adapter(['core', 'ports']),
  threads: adapter(['ports', 'files']),
};

/** @type {Record<string, {imports: string[], packages: string[], node: boolean}>} */
const rooms = {
  util: { imports: [], packages: [], node: false },
  core: { imports: [], packages: ['yaml', 'zod'], node: false },
  ports: { imports: ['core'], packages: [], node: false },
  sessionPorts: { imports: ['core', 'ports', 'protocol'], packages: [], node: false },
  protocol: { imports: ['core'], packages: [], node: false },
  clock: { imports: ['ports'], packages: [], node: false },
  files: { imports: [], packages: [], node: true },
  engine: { imports: ['core', 'ports'], packages: [], node: false },
  ...adapters,
  languageServer: {
    imports: ['core', 'protocol'],
    packages: ['vscode-languageserver', 'vscode-languageserver-textdocument'],
    node: false,
  },
  editor: {
    imports: ['core', 'protocol', 'ports'],
    packages: ['vscode', 'vscode-languageclient'],
    node: true,
  },
  runs: {
    imports: [
      ...['core', 'ports', 'sessionPorts', 'protocol', 'clock', 'files', 'engine'],
      ...['database', 'decisions', 'drivers', 'executors', 'git', 'journal', 'processes', 'sessions', 'state'],
    ],
    packages: [],
    node: true,
  },
  compose: {
    imports: [
      ...['core', 'ports', 'sessionPorts', 'protocol', 'clock', 'engine', 'runs', 'languageServer'],
      ...Object.keys(adapters),
    ],
    packages: [],
    node: true,
  },
  cli: {
    imports: [
      ...['core', 'ports', 'protocol', 'engine', 'runs', 'compose'],
      ...['database', 'decisions', 'drivers', 'executors', 'git', 'journal', 'processes', 'sessionHost', 'state'],
    ],
    packages: [],
    node: true,
  },
  extension: {
    imports: ['ports', 'editor', 'compose'],
    packages: ['vscode'],
    node: true,
  },
  'webview-ui': {
    imports: ['core', 'protocol'],
    packages: ['lit', 'mermaid'],
    node: false,
  },
};

/**
 * Rooms that are divided, and what each part may import of the others; all may import the files that lie beside them. A part
 * comes after those it imports. A folder of a divided room without a row is an error (test/rules/folders.test.ts).
 *
 * @type {Record<string, Record<string, string[]>>}
 */
const subRooms = {
  core: {
    glob: [],
    plan: [],
    model: ['glob', 'plan'],
    checks: ['model'],
    constraints: ['model'],
    recipes: ['glob', 'plan', 'model', 'checks'],
    callSites: ['glob', 'model'],
    criteria: ['plan', 'model', 'checks'],
    command: ['plan'],
    planText: ['plan'],
    planRules: ['glob', 'plan', 'model', 'command', 'planText', 'recipes', 'criteria'],
    adapt: ['glob', 'plan', 'model', 'planText', 'planRules', 'criteria'],
    agents: ['plan', 'model'],
    digest: [],
    text: [],
    directive: ['plan', 'model', 'checks', 'recipes', 'text', 'criteria'],
    draft: ['plan', 'model', 'planText', 'directive'],
    queries: ['glob', 'plan', 'model', 'agents', 'checks', 'recipes', 'criteria'],
    handoff: ['plan', 'model'],
    validators: ['plan', 'model', 'queries', 'handoff', 'criteria'],
    division: ['model', 'checks', 'queries'],
    words: ['glob', 'plan', 'model', 'checks', 'queries', 'division'],
    ledger: ['glob', 'model', 'checks', 'queries', 'recipes', 'words'],
    gates: ['glob', 'plan', 'planText', 'model', 'checks', 'queries', 'validators', 'words', 'ledger'],
    report: ['model', 'gates', 'checks', 'queries', 'validators', 'words', 'ledger', 'plan'],
    run: [
      ...['glob', 'plan', 'model', 'agents', 'checks', 'recipes', 'directive', 'queries', 'validators'],
      ...['gates', 'report', 'criteria', 'division'],
    ],
    history: ['plan', 'model', 'agents', 'checks', 'queries', 'words', 'run'],
    telemetry: ['plan', 'model', 'history'],
    learnings: ['model', 'directive', 'run', 'views', 'history', 'words', 'text'],
    flows: ['command', 'agents', 'directive', 'history', 'words', 'text'],
    htmlReport: ['model', 'agents', 'queries', 'history', 'words', 'ledger'],
    planReview: ['plan', 'model', 'planText', 'directive', 'draft', 'text', 'validators', 'words'],
    journal: ['model'],
    planFixes: ['plan', 'planText', 'adapt', 'glob', 'model'],
    planTemplates: ['plan', 'glob', 'digest', 'planText'],
    views: [
      'plan',
      'model',
      'checks',
      'queries',
      'validators',
      'words',
      'gates',
      'report',
      'run',
      'division',
      'planText',
    ],
  },
  'core/run': {
    gate: [],
    session: [],
    comments: [],
    ahead: ['gate', 'session'],
    wave: ['gate', 'session', 'ahead', 'comments'],
    plan: ['session', 'wave', 'ahead'],
    supervise: [],
    validation: ['gate', 'session', 'wave', 'comments'],
    ship: ['gate', 'session', 'validation', 'wave'],
    job: ['session', 'wave', 'validation', 'ship', 'supervise'],
  },
};

/** Programs and bundles start here; what none of them reaches is dead. */
const entryPoints = [
  '^src/extension[.]ts$',
  '^src/compose/[^/]+[.]ts$',
  '^src/cli/main[.]ts$',
  '^webview-ui/src/[^/]+/main[.]ts$',
];

const escape = (text) => text.replace(/[/.-]/g, '[$&]');
const either = (patterns) => `(?:${patterns.join('|')})`;

/** The pattern of a room's files: a folder of src/, a single file of src/, or webview-ui/. */
const pathOf = (room) => (room === 'webview-ui' ? '^webview-ui/' : `^src/${room}(?:/|[.]ts$)`);

/** A package is met in three shapes: in node_modules, as its type package there, or as a bare name nothing resolves. */
const packagePatterns = (name) =>
  ['node_modules/', 'node_modules/@types/', ''].map((folder) => `^${folder}${escape(name)}(?:/|$)`);

const anyPackage = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown'];

const rulesOf = ([room, { imports, packages, node }]) => {
  const from = { path: pathOf(room) };
  const rules = [
    {
      name: `${room}-imports-only-its-rooms`,
      comment: `${room} may import ${imports.join(', ') || 'nothing but itself'}.`,
      severity: 'error',
      from,
      to: {
        path: '^(?:src|webview-ui|test|scripts|samples)/',
        pathNot: [room, 'util', ...imports].map(pathOf),
      },
    },
    {
      name: `${room}-uses-only-its-packages`,
      comment: `${room} may use ${packages.join(', ') || 'no npm package'}.`,
      severity: 'error',
      from,
      to: { dependencyTypes: anyPackage, ...(packages.length > 0 && { pathNot: packages.flatMap(packagePatterns) }) },
    },
  ];
  if (!node) {
    rules.push({
      name: `${room}-uses-no-node-module`,
      comment: `${room} runs the same in any host, so it reaches none of Node's own modules.`,
      severity: 'error',
      from,
      to: { dependencyTypes: ['core'] },
    });
  }
  return rules;
};

const subRulesOf = ([parent, rows]) =>
  Object.entries(rows).map(([room, imports]) => ({
    name: `${parent}/${room}-imports-only-its-rooms`,
    comment: `Inside ${parent}, ${room} may import ${imports.join(', ') || 'nothing but itself'}.`,
    severity: 'error',
    from: { path: `^src/${parent}/${room}/` },
    to: {
      path: `^src/${parent}/[^/]+/`,
      pathNot: [room, ...imports].map((name) => `^src/${parent}/${name}/`),
    },
  }));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(rooms).flatMap(rulesOf),
    ...Object.entries(subRooms).flatMap(subRulesOf),
    {
      name: 'no-cycle',
      comment: 'Two files that need each other are one file, or miss a third. Types count.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-file-outside-a-room',
      comment: 'Every file of src/ belongs to a room of the map.',
      severity: 'error',
      from: {},
      to: { path: '^src/', pathNot: Object.keys(rooms).map(pathOf) },
    },
    {
      name: 'no-unresolved-import',
      comment: 'An import that leads nowhere is a typing error or an undeclared package.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
    {
      name: 'no-dead-file',
      comment: 'What no program reaches is kept alive by its tests only.',
      severity: 'error',
      // As there are no cycles, every island of dead files has one that no other file imports. To look for ways from programs costs more.
      module: {
        path: '^(?:src|webview-ui)/.*[.]ts$',
        pathNot: ['[.]d[.]ts$', ...entryPoints],
        numberOfDependentsLessThan: 1,
      },
      from: { path: '^(?:src|webview-ui)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    skipAnalysisNotInRules: true,
    preserveSymlinks: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?:dist|[.]cache)/' },
  },
};

// Read by test/rules, which holds the map against the folders that exist.
Object.defineProperty(module.exports, 'rooms', { value: rooms, enumerable: false });
Object.defineProperty(module.exports, 'subRooms', { value: subRooms, enumerable: false });
