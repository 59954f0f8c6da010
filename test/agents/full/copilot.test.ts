import { agentSuite } from '../suite.ts';

await agentSuite('copilot', { whenRefused: 'says so', tellsUsage: 'at the end' });
