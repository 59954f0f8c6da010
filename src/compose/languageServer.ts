import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startPlanServer } from '../languageServer/server.ts';
import { createPlanWorkspace } from './planWorkspace.ts';

/** The program of the language server: `node languageServer.cjs --node-ipc`, or `--stdio` for other editors. */
const pages = path.join(path.dirname(process.argv[1] ?? ''), '..', 'docs', 'rules');
startPlanServer(createPlanWorkspace(), existsSync(pages) ? pathToFileURL(pages).href : undefined);
