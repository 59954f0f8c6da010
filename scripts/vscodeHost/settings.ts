import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Settings of a fresh VS Code that keep everything but the workspace and the extension out of the way. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  // It looks through all processes of the machine, again and again, for ports to show.
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * Writes these settings into a folder of a fresh VS Code, the one of the user or of the machine.
 * @param asksForTrust whether folders are opened in restricted mode until a person trusts them
 * @param more further settings, which win
 */
export async function writeSettings(
  folder: string,
  asksForTrust = false,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const settings = { ...quietSettings, 'security.workspace.trust.enabled': asksForTrust, ...more };
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'settings.json'), JSON.stringify(settings, undefined, 2));
}
