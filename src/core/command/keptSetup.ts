import { own, parseJson, recordOf } from '../../util/records.ts';
import type { Plan } from '../plan/schema/plan.ts';
import { splitCommand } from './splitCommand.ts';

/** Set-up commands of a plan whose result can be kept: the same commands on the same inputs leave the same files. */

export type SetupEntry = Plan['worktree']['setup'][number];

/** The first set-up commands of a plan, as far as their result can be kept. */
export interface KeptSetup {
  readonly commands: readonly string[];
  /** Globs of the files that decide what they leave. */
  readonly inputs: readonly string[];
  /** Whether some of the inputs are those that installs usually have, and not the plan's own. */
  readonly usual: boolean;
}

/** Command line of an entry of `worktree.setup`. */
export function setupCommand(entry: SetupEntry): string {
  return typeof entry === 'string' ? entry : entry.run;
}

/**
 * Splits the set-up of a plan into what can be kept and what runs in every worktree. A command may rest on those before it, so
 * what can be kept ends where one says nothing about its inputs. An install needs not say: it goes by lock files.
 */
export function splitSetup(setup: readonly SetupEntry[]): {
  readonly kept: KeptSetup | undefined;
  readonly rest: readonly string[];
} {
  const inputs = setup.map(inputsOf);
  const end = inputs.findIndex((globs) => globs === undefined);
  const length = end < 0 ? setup.length : end;
  const rest = setup.slice(length).map(setupCommand);
  if (length === 0) return { kept: undefined, rest };
  const usual = setup.slice(0, length).some((entry) => typeof entry === 'string' || entry.inputs === undefined);
  const globs = new Set(inputs.slice(0, length).flatMap((each) => each ?? []));
  return { kept: { commands: setup.slice(0, length).map(setupCommand), inputs: [...globs], usual }, rest };
}

/** Globs of the inputs of one command; undefined where it is to run in every worktree. */
function inputsOf(entry: SetupEntry): readonly string[] | undefined {
  const inputs = typeof entry === 'string' ? undefined : entry.inputs;
  if (inputs === 'off') return undefined;
  if (inputs !== undefined) return inputs;
  return isInstall(setupCommand(entry)) ? installInputs : undefined;
}

/** Lock files: at least one of them decides what an install leaves. */
export const lockFiles: readonly string[] = [
  ...['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb'],
  ...['uv.lock', 'poetry.lock', 'pdm.lock', 'Pipfile.lock', 'Gemfile.lock', 'composer.lock', 'mix.lock'],
].map((name) => `**/${name}`);

/** Further files that package managers read. */
const installInputs: readonly string[] = [
  ...lockFiles,
  ...[
    ...['package.json', '.npmrc', '.yarnrc', '.yarnrc.yml', '.pnpmfile.cjs', 'pnpm-workspace.yaml', 'bunfig.toml'],
    ...['pyproject.toml', 'uv.toml', 'poetry.toml', 'Pipfile', '.python-version', '.node-version', '.nvmrc'],
    ...['.tool-versions', '.ruby-version', 'Gemfile', '*.gemspec', 'composer.json', 'mix.exs'],
    ...['.yarn/**', 'patches/**', '.bundle/config'],
  ].map((name) => `**/${name}`),
];

const installers: Readonly<Record<string, RegExp>> = {
  npm: /^(ci|i|install|clean-install)$/,
  pnpm: /^(i|install)$/,
  yarn: /^(install)?$/,
  bun: /^(i|install)$/,
  uv: /^sync$/,
  poetry: /^install$/,
  pdm: /^(install|sync)$/,
  pipenv: /^(install|sync)$/,
  bundle: /^(install)?$/,
  composer: /^(i|install)$/,
};

/** Whether a command installs what lock files name, and nothing that it is told besides. */
function isInstall(line: string): boolean {
  const split = splitCommand(line);
  if ('problem' in split) return false;
  const [first = '', ...more] = split.args.filter((word) => !word.startsWith('-'));
  return more.length === 0 && (own(installers, split.program)?.test(first) ?? false);
}

/** Scripts of a package that an install runs, which may read and write anything. */
const lifecycle = ['preinstall', 'install', 'postinstall', 'preprepare', 'prepare', 'postprepare', 'prepublish'];

/**
 * Scripts of its own that an install of a package runs.
 *
 * @param manifest text of its package.json
 */
export function installScripts(manifest: string): readonly string[] {
  const { scripts } = recordOf(parseJson(manifest));
  return lifecycle.filter((name) => typeof recordOf(scripts)[name] === 'string');
}
