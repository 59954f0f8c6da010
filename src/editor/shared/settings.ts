import type { Settings } from './contributions.ts';
import { settingDefaults } from './contributions.ts';
import type { VSCode } from './vscodeTypes.ts';

/** Value of a setting, its default included. A value of another type than the setting's counts as not set. */
export function readSetting<Key extends keyof Settings>(vscode: VSCode, key: Key): Settings[Key] {
  const fallback = settingDefaults[key];
  const value = vscode.workspace.getConfiguration().get<Settings[Key]>(key, fallback);
  return typeof value === typeof fallback ? value : fallback;
}
