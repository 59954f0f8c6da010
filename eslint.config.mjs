import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** What the whole tree leaves out, as syntax. Rules that a room adds are listed after these, not instead of them. */
const everywhere = [
  { selector: 'ExportDefaultDeclaration', message: 'Export by name, so that one thing has one name everywhere.' },
  { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that declares it.' },
  { selector: 'ExportNamedDeclaration[source]', message: 'No barrels: import from the file that declares it.' },
  { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
];

const impure = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'The core has no clock: take the time in with the command.',
  },
  {
    selector: 'CallExpression[callee.name="Date"]',
    message: 'The core has no clock: take the time in with the command.',
  },
  { selector: ':function[async=true]', message: 'The core is synchronous.' },
  { selector: 'AwaitExpression', message: 'The core is synchronous.' },
  { selector: 'ForOfStatement[await=true]', message: 'The core is synchronous.' },
  { selector: 'ImportExpression', message: 'The core is synchronous.' },
];

/** Behaviour of a kind of gate belongs to its spec, where the next kind is made from it. */
const kindOfGate = {
  selector:
    'BinaryExpression[operator=/^[!=]==$/][right.type="Literal"] > MemberExpression.left[object.name="gate"][property.name="kind"]',
  message: 'Ask the spec of the kind (src/core/gates/specs/gateSpecs.ts) instead of comparing its name.',
};

const hostGlobals = [
  'Buffer',
  'Promise',
  'clearInterval',
  'clearTimeout',
  'console',
  'crypto',
  'document',
  'fetch',
  'globalThis',
  'performance',
  'process',
  'queueMicrotask',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'window',
].map((name) => ({ name, message: 'The core has no host: what it needs comes in as an argument.' }));

const impureProperties = [
  { object: 'Date', property: 'now', message: 'The core has no clock: take the time in with the command.' },
  { object: 'Math', property: 'random', message: 'The core has no randomness: take the value in with the command.' },
  { property: 'localeCompare', message: 'Depends on the machine: compare with < and >.' },
  { property: 'toLocaleString', message: 'Depends on the machine.' },
  { property: 'toLocaleDateString', message: 'Depends on the machine.' },
  { property: 'toLocaleTimeString', message: 'Depends on the machine.' },
];

/** The editor's API comes in as a parameter, so only its types may be imported. */
const vscodeTypesOnly = {
  paths: [{ name: 'vscode', allowTypeImports: true, message: 'Import its types; the value comes in as a parameter.' }],
  patterns: [
    {
      group: ['vscode-languageclient', 'vscode-languageclient/*'],
      allowTypeImports: true,
      message: 'Loaded when the first plan opens, by src/editor/languageClient.ts.',
    },
  ],
};

const dynamicVscode = {
  selector: 'ImportExpression[source.value=/^vscode(-languageclient|$|[/])/]',
  message: 'Only src/editor/languageClient.ts loads the language client, and nothing loads the editor API.',
};

export default defineConfig(
  { ignores: ['dist/', '.cache/', 'samples/*/', '**/fixtures/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'off',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      'no-restricted-syntax': ['error', ...everywhere],
      'object-shorthand': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true, 'ts-check': false },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', name: ['test', 'it', 'describe', 'suite'], package: 'node:test' },
          ],
        },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['src/**/*.ts', 'webview-ui/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', vscodeTypesOnly],
      'no-restricted-syntax': ['error', ...everywhere, dynamicVscode, kindOfGate],
    },
  },
  { files: ['src/extension.ts'], rules: { '@typescript-eslint/no-restricted-imports': 'off' } },
  { files: ['src/editor/languageClient.ts'], rules: { 'no-restricted-syntax': ['error', ...everywhere, kindOfGate] } },
  {
    files: ['src/core/**/*.ts', 'src/util/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...everywhere, ...impure, kindOfGate],
      'no-restricted-globals': ['error', ...hostGlobals],
      'no-restricted-properties': ['error', ...impureProperties],
    },
  },
);
