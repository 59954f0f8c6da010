import type { Programs } from '../ports/programs.ts';
import type { ForgeOf } from '../sessionPorts/forge.ts';
import { createGiteaForge } from './gitea/giteaForge.ts';
import { createGithubForge } from './github/githubForge.ts';
import { createGitlabForge } from './gitlab/gitlabForge.ts';

/** The forges of this machine, each with the login that the person has for it. */
export function createForgeOf(programs: Pick<Programs, 'start'>): ForgeOf {
  return (ref, place) => {
    switch (ref.kind) {
      case 'github':
        return createGithubForge(programs, ref, place);
      case 'gitlab':
        return createGitlabForge(programs, ref, place);
      case 'gitea':
        return createGiteaForge(programs, ref, place);
    }
  };
}
