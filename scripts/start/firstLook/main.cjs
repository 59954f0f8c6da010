const { commands, window, workspace } = require('vscode');

const shown = 'shown';

/**
 * Opens the plan and the sidebar, once for each workspace; after that, the window keeps what the person chose.
 * @param {import('vscode').ExtensionContext} context
 */
exports.activate = async ({ workspaceState }) => {
  if (workspaceState.get(shown)) return;
  await commands.executeCommand('wavegate.gates.focus');
  const [plan] = await workspace.findFiles('*.waveplan.yaml', undefined, 1);
  if (plan !== undefined) await window.showTextDocument(plan, { preview: false });
  await workspaceState.update(shown, true);
};
