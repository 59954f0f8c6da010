import type { SessionSpan } from '../history/model.ts';
import type { DriverId } from '../plan/schema/plan.ts';
import type { Attributes } from './model.ts';

/** Providers by driver, as the semantic conventions for generative AI name them. The other programs speak to many. */
const providers: Partial<Readonly<Record<string, string>>> = {
  claude: 'anthropic',
  codex: 'openai',
  gemini: 'gcp.gemini',
  qwen: 'alibaba_cloud',
  copilot: 'github.copilot',
} satisfies Partial<Record<DriverId, string>>;

/** Attributes of an agent's session by the semantic conventions of generative AI. */
export function agentAttributes({ agent = '', driver = '', model }: SessionSpan): Attributes {
  return {
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.provider.name': providers[driver] ?? '_OTHER',
    'gen_ai.agent.name': agent,
    ...(model === undefined ? {} : { 'gen_ai.request.model': model }),
  };
}
