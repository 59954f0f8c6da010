import type { AgentProfile, DriverId } from '../../src/core/plan/schema/plan.ts';

/** Settings that make a CLI talk to a model of ours: its variables, its configuration in the home folder, its model. */
export interface CliSetup {
  readonly env: Readonly<Record<string, string>>;
  /** Path below the home folder → text. */
  readonly files?: Readonly<Record<string, string>>;
  readonly model?: string;
}

export type TestedDriver = Exclude<DriverId, 'command'>;

/** Not a key of anybody. */
const key = 'dummy-key-of-a-test';

const jsonText = (value: unknown) => JSON.stringify(value, null, 2);

/** @param url of the model, without a final slash */
export const setups: Readonly<Record<TestedDriver, (url: string) => CliSetup>> = {
  claude: (url) => ({
    env: { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: key, CLAUDE_CODE_MAX_RETRIES: '3' },
    model: 'claude-sonnet-4-5',
  }),
  codex: (url) => ({
    env: { OPENAI_API_KEY: key },
    files: {
      '.codex/config.toml': [
        'model = "gpt-5"',
        'model_provider = "scripted"',
        '[model_providers.scripted]',
        'name = "scripted"',
        `base_url = "${url}"`,
        'env_key = "OPENAI_API_KEY"',
        'wire_api = "responses"',
        'request_max_retries = 1',
        'stream_max_retries = 1',
        '',
      ].join('\n'),
    },
  }),
  gemini: (url) => ({
    env: { GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: key },
    files: {
      '.gemini/settings.json': jsonText({
        security: { auth: { selectedType: 'gemini-api-key' } },
        privacy: { usageStatisticsEnabled: false },
        general: { enableAutoUpdate: false },
      }),
    },
    model: 'gemini-2.5-flash',
  }),
  qwen: (url) => ({
    env: { OPENAI_BASE_URL: url, OPENAI_API_KEY: key, OPENAI_MODEL: 'scripted' },
    files: {
      '.qwen/settings.json': jsonText({
        security: { auth: { selectedType: 'openai' } },
        privacy: { usageStatisticsEnabled: false },
      }),
    },
  }),
  copilot: (url) => ({
    env: {
      COPILOT_PROVIDER_BASE_URL: url,
      COPILOT_PROVIDER_API_KEY: key,
      COPILOT_MODEL: 'scripted',
      COPILOT_OFFLINE: 'true',
    },
  }),
  opencode: (url) => ({
    env: { OPENCODE_DISABLE_MODELS_FETCH: '1', OPENCODE_DISABLE_DEFAULT_PLUGINS: '1', SCRIPTED_KEY: key },
    files: {
      '.config/opencode/opencode.json': jsonText({
        provider: {
          scripted: {
            npm: '@ai-sdk/openai-compatible',
            options: { baseURL: url, apiKey: '{env:SCRIPTED_KEY}' },
            models: { scripted: { name: 'scripted', tool_call: true, limit: { context: 100_000, output: 4_000 } } },
          },
        },
      }),
    },
    model: 'scripted/scripted',
  }),
};

/** The profile of a plan that uses the CLI so: it names every variable the CLI may see. */
export function profileFor(
  driver: TestedDriver,
  setup: CliSetup,
  limits: Partial<AgentProfile['limits']> = {},
): AgentProfile {
  return {
    driver,
    mode: 'workspace-write',
    limits: { minutes: 15, idleMinutes: 10, ...limits },
    env: Object.keys(setup.env),
    ...(setup.model === undefined ? {} : { model: setup.model }),
  };
}
