/** Folder or file that the workbench shows when a page opens it. */
export interface WorkbenchTarget {
  readonly port: number;
  /** Absolute path of the folder to open. */
  readonly folder: string;
  /** The secret the server asks for, when it has one. */
  readonly token?: string;
  /** Absolute path of a file to open in the editor. */
  readonly openFile?: string;
  /** Absolute path of an extension to run from its sources; needs the server's smoke test driver. */
  readonly extensionDevelopmentPath?: string;
  /** Absolute path of a module whose `run()` is called in the extension host; needs the driver too. */
  readonly extensionTestsPath?: string;
}

/** The address at which a VS Code server on this machine shows the target. */
export function workbenchUrl(target: WorkbenchTarget): string {
  const remote = (file: string): string => `vscode-remote://127.0.0.1:${target.port}${toUrlPath(file)}`;
  const payload = (['openFile', 'extensionDevelopmentPath', 'extensionTestsPath'] as const).flatMap((key) => {
    const file = target[key];
    return file === undefined ? [] : [[key, remote(file)]];
  });
  const url = new URL(`http://127.0.0.1:${target.port}/`);
  if (target.token !== undefined) url.searchParams.set('tkn', target.token);
  url.searchParams.set('folder', toUrlPath(target.folder));
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
  // A query may hold slashes as they are, and people read this address.
  return url.href.replaceAll('%2F', '/');
}

/** Windows paths become the paths of file URLs: `C:\a` is `/C:/a`. */
function toUrlPath(file: string): string {
  const forward = file.replaceAll('\\', '/');
  return forward.startsWith('/') ? forward : `/${forward}`;
}
