/** What programs need to work at all, and nothing that holds a secret. */
const everywhere = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'TERM',
  'COLORTERM',
  'TZ',
  'LANG',
  'LANGUAGE',
  'TMPDIR',
];
const onWindows = [
  'PATH',
  'PATHEXT',
  'USERPROFILE',
  'HOMEDRIVE',
  'HOMEPATH',
  'USERNAME',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'PROGRAMFILES(X86)',
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'COMSPEC',
  'TEMP',
  'TMP',
  'OS',
  'NUMBER_OF_PROCESSORS',
  'PROCESSOR_ARCHITECTURE',
  'LANG',
];

/**
 * The part of an environment that an agent may see: the names above, the locale (LC_*), and what its profile allows.
 * Everything else stays out, so that no token of the person reaches an agent by accident.
 *
 * @param allowed further names, from the agent's profile
 */
export function allowedEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  allowed: readonly string[],
  platform: string,
): Record<string, string> {
  // Windows does not tell upper from lower case in these names.
  const comparable = (name: string) => (platform === 'win32' ? name.toUpperCase() : name);
  const names = new Set([...(platform === 'win32' ? onWindows : everywhere), ...allowed].map(comparable));
  const visible: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) continue;
    if (names.has(comparable(name)) || name.startsWith('LC_')) visible[name] = value;
  }
  return visible;
}
