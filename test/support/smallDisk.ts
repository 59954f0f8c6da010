import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { endHostedSessions } from './hostedSessions.ts';
import type { RunProject } from './runProject.ts';

/** A file system of its own, a few hundred kilobytes large. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves no space at all, or gives all of it back. */
  readonly fill: () => void;
  readonly free: () => void;
  readonly makeReadOnly: () => void;
  readonly makeWritable: () => void;
}

/** Mounts one at a folder of a project, until its test ends. @returns undefined where this process may not mount */
export function mountSmallDisk(
  { atEnd }: Pick<RunProject, 'atEnd'>,
  folder: string,
  kilobytes: number,
): SmallDisk | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  const mount = (...args: readonly string[]) => execFileSync('mount', args, { stdio: 'pipe' });
  mkdirSync(folder, { recursive: true });
  try {
    mount('-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'wavegate-test', folder);
  } catch {
    return undefined;
  }
  atEnd(async () => {
    await endHostedSessions(folder);
    execFileSync('umount', ['--lazy', folder]);
  });
  const ballast = path.join(folder, 'ballast');
  return {
    folder,
    fill() {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize));
    },
    free: () => rmSync(ballast, { force: true }),
    makeReadOnly: () => void mount('-o', 'remount,ro', folder),
    makeWritable: () => void mount('-o', 'remount,rw', folder),
  };
}
