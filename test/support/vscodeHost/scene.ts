import type { RunProject } from '../runProject.ts';
import type { TestFolders } from './folders.ts';
import type { VsCode } from './launch.ts';
import type { WavegateWindow } from './wavegateWindow.ts';

/** A window on a project, in which a test is taken from step to step. */
export interface Scene {
  readonly code: VsCode;
  readonly window: WavegateWindow;
  readonly project: RunProject;
  readonly folders: TestFolders;
}

/** Settings for windows in which no test looks at the terminals of sessions: each is a program, and is drawn. */
export const withoutTerminals = { 'wavegate.openTerminals': false };
