import path from 'node:path';
import type { AgentEvent } from '../../core/agents/events.ts';

/** Collects what an agent's own program says that it wrote: nothing else tells who wrote a file. */
export interface EditedFiles {
  take(event: AgentEvent): void;
  /** Absolute native paths outside the worktree, each once. */
  outside(): readonly string[];
}

/** @param worktree absolute native path, which relative ones start from */
export function createEditedFiles(worktree: string): EditedFiles {
  const written = new Map<string, string>();
  return {
    take(event) {
      if (event.type === 'tool' && event.kind === 'edit' && event.target !== '')
        written.set(event.id, path.resolve(worktree, event.target));
      if (event.type === 'tool-end' && !event.ok) written.delete(event.id);
    },
    outside: () => [...new Set(written.values())].filter((file) => !isBelow(file, worktree)),
  };
}

function isBelow(file: string, folder: string): boolean {
  const steps = path.relative(folder, file);
  return steps !== '..' && !steps.startsWith(`..${path.sep}`) && !path.isAbsolute(steps);
}
