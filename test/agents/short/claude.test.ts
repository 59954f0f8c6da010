import { agentSuite } from '../suite.ts';

await agentSuite('claude', { whenRefused: 'says so', tellsUsage: 'as it goes', short: true });
