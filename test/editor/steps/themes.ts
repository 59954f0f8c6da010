/** Themes of the pictures, with the class that shows which is on: all of them where somebody wants to look at them. */
export const themes = [
  ['dark', 'Dark Modern', '.vs-dark'],
  ['light', 'Light Modern', '.vs'],
  ['contrast', 'Default High Contrast', '.hc-black'],
] as const;
export const shown = process.env['WAVEGATE_PICTURES'] === 'all' ? themes : themes.slice(0, 1);

/** Settings of a folder. */
export const settingsWith = (theme: string): string => JSON.stringify({ 'workbench.colorTheme': theme });
