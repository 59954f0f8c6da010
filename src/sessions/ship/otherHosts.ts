import type { ForgeRef } from '../../core/model/forge.ts';

/** A host of pull requests that this project does not ask, by its name and the address at which a person opens one. */
export interface OtherHost {
  readonly name: string;
  /** Page with the form, filled in as far as the host allows. */
  readonly form: (branch: string, base: string | undefined) => string;
  /** Way to have an open pull request merged into another branch. */
  readonly retarget: string;
}

/** The host of a remote, where it is known to be none of those that are asked. */
export function otherHost({ host = '', repository = '' }: ForgeRef): OtherHost | undefined {
  const part = encodeURIComponent;
  if (/(^|\.)bitbucket\.org$/.test(host)) {
    return {
      name: 'Bitbucket',
      form: (branch, base) =>
        `https://bitbucket.org/${repository}/pull-requests/new?source=${part(branch)}${base === undefined ? '' : `&dest=${part(base)}`}`,
      retarget: 'edit its destination branch',
    };
  }
  const azure = azurePath(host, repository);
  if (azure === undefined) return undefined;
  return {
    name: 'Azure DevOps',
    form: (branch, base) =>
      `https://${azure}/pullrequestcreate?sourceRef=${part(branch)}${base === undefined ? '' : `&targetRef=${part(base)}`}`,
    retarget: 'change its target branch, or run "az repos pr update --id NUMBER --target-branch BRANCH"',
  };
}

/** Web page of a repository at Azure DevOps: `git@ssh.dev.azure.com:v3/team/project/repo` and its other addresses lead there. */
function azurePath(host: string, repository: string): string | undefined {
  const parts = repository.split('/');
  if (host === 'ssh.dev.azure.com' && parts[0] === 'v3' && parts.length === 4) {
    const [, team = '', project = '', name = ''] = parts;
    return `dev.azure.com/${team}/${project}/_git/${name}`;
  }
  return host === 'dev.azure.com' || host.endsWith('.visualstudio.com') ? `${host}/${repository}` : undefined;
}
