import type { Progress } from '../../../src/core/model/boardModel.ts';

const icons: Readonly<Record<Progress, string>> = {
  ahead: 'circle-large-outline',
  current: 'sync codicon-modifier-spin',
  waiting: 'bell-dot',
  done: 'pass-filled',
  failed: 'error',
};

/** Classes of the icon that shows a progress; its colour comes from the style sheet. */
export function progressIcon(progress: Progress): string {
  return `icon progress-${progress} codicon codicon-${icons[progress]}`;
}

/** The progress as a word, for those who do not see the icon. */
export const progressWords: Readonly<Record<Progress, string>> = {
  ahead: 'not begun',
  current: 'under way',
  waiting: 'waiting for you',
  done: 'done',
  failed: 'failed',
};
