import { agentSuite } from '../suite.ts';

await agentSuite('qwen', { whenRefused: 'silent', tellsUsage: 'as it goes' });
