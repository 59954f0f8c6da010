import { agentSuite } from '../suite.ts';

await agentSuite('opencode', { whenRefused: 'silent', tellsUsage: 'as it goes' });
