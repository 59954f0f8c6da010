/** Variables that programs need to work at all; none contains a secret. */
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
 * Further names that package managers and compilers go by: proxies, certificates, and where they and their caches are. A
 * registry's address is among them only where it is kept apart from its credentials.
 */
const ofToolchains = [
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'],
  ...['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'PIP_CERT'],
  ...['npm_config_registry', 'npm_config_cache', 'npm_config_userconfig', 'NPM_CONFIG_REGISTRY', 'NPM_CONFIG_CACHE'],
  ...['NPM_CONFIG_USERCONFIG', 'COREPACK_HOME', 'PNPM_HOME', 'YARN_CACHE_FOLDER', 'BUN_INSTALL', 'DENO_DIR'],
  ...[
    'NVM_DIR',
    'NVM_BIN',
    'FNM_DIR',
    'FNM_MULTISHELL_PATH',
    'VOLTA_HOME',
    'ASDF_DIR',
    'ASDF_DATA_DIR',
    'MISE_DATA_DIR',
  ],
  ...[
    'PYENV_ROOT',
    'PYENV_VERSION',
    'PIP_CACHE_DIR',
    'UV_CACHE_DIR',
    'POETRY_HOME',
    'POETRY_CACHE_DIR',
    'CONDA_PREFIX',
  ],
  ...['JAVA_HOME', 'GRADLE_USER_HOME', 'MAVEN_HOME', 'M2_HOME', 'ANDROID_HOME', 'ANDROID_SDK_ROOT', 'ANDROID_NDK_HOME'],
  ...['GOPATH', 'GOROOT', 'GOPROXY', 'GONOPROXY', 'GOPRIVATE', 'GOFLAGS', 'GOCACHE', 'GOMODCACHE', 'GOTOOLCHAIN'],
  ...['CARGO_HOME', 'RUSTUP_HOME', 'RUSTUP_TOOLCHAIN', 'DOTNET_ROOT', 'NUGET_PACKAGES', 'GEM_HOME', 'GEM_PATH'],
  ...['BUNDLE_PATH', 'RBENV_ROOT', 'COMPOSER_HOME', 'COMPOSER_CACHE_DIR', 'XDG_CACHE_HOME', 'XDG_DATA_HOME'],
];

/** A proxy or a registry may have a password in its address, which need not name a scheme. */
const holdsCredentials = (value: string): boolean => /\/\/[^/@\s]+@|^[^/\\@\s]+@/.test(value);

/** Names of variables as a system compares them: Windows does not tell upper from lower case. */
const comparedOn = (platform: string) => (name: string) => (platform === 'win32' ? name.toUpperCase() : name);

/**
 * The part of an environment that commands setting up a worktree see: what agents see, and what package managers go by,
 * without addresses that contain a name or a password.
 *
 * @param allowed further names, from the plan; these are passed whatever they contain
 */
export function setupEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  allowed: readonly string[],
  platform: string,
): Record<string, string> {
  const comparable = comparedOn(platform);
  const [tools, named] = [ofToolchains, allowed].map((names) => new Set(names.map(comparable)));
  const harmless = Object.entries(environment).filter(
    ([name, value = '']) =>
      named?.has(comparable(name)) === true || tools?.has(comparable(name)) !== true || !holdsCredentials(value),
  );
  return allowedEnvironment(Object.fromEntries(harmless), [...ofToolchains, ...allowed], platform);
}

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
  const comparable = comparedOn(platform);
  const names = new Set([...(platform === 'win32' ? onWindows : everywhere), ...allowed].map(comparable));
  const visible: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) continue;
    if (names.has(comparable(name)) || name.startsWith('LC_')) visible[name] = value;
  }
  return visible;
}
