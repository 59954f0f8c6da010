const { commands } = require('vscode');

const shown = 'sidebarShown';

/**
 * Shows the sidebar once for each workspace; after that, the window keeps what the person chose.
 * @param {import('vscode').ExtensionContext} context
 */
exports.activate = async ({ workspaceState }) => {
  if (workspaceState.get(shown)) return;
  await commands.executeCommand('wavegate.gates.focus');
  await commands.executeCommand('workbench.action.focusActiveEditorGroup');
  await workspaceState.update(shown, true);
};
