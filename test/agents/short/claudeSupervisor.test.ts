import { supervisesAs } from '../supervises.ts';

await supervisesAs('claude', 'Claude Code');
