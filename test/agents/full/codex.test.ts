import { agentSuite } from '../suite.ts';

await agentSuite('codex', { whenRefused: 'gives up', tellsUsage: 'at the end' });
