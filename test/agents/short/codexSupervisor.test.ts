import { supervisesAs } from '../supervises.ts';

await supervisesAs('codex', 'Codex');
