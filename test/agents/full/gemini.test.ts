import { agentSuite } from '../suite.ts';

await agentSuite('gemini', { whenRefused: 'says so', tellsUsage: 'at the end' });
