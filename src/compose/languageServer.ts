import { startPlanServer } from '../languageServer/server.ts';
import { createPlanWorkspace } from './planWorkspace.ts';

/** The program of the language server: `node languageServer.cjs --node-ipc`, or `--stdio` for other editors. */
startPlanServer(createPlanWorkspace());
