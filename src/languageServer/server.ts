import { createConnection, FileChangeType, ProposedFeatures, ResponseError } from 'vscode-languageserver/node';
import type { Connection } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { TaskStates, TaskStatesParams } from '../protocol/planServer.ts';
import { taskStatesNotification } from '../protocol/planServer.ts';
import { capabilities } from './capabilities.ts';
import { codeActions } from './codeActions.ts';
import { completion } from './completion.ts';
import { definition, references } from './definition.ts';
import { folding } from './folding.ts';
import { hover } from './hover.ts';
import { inlayHints } from './inlayHints.ts';
import { OpenPlans } from './openPlans.ts';
import type { PlanFile } from './planFile.ts';
import type { PlanWorkspace } from './planWorkspace.ts';
import { Publisher } from './publisher.ts';
import { prepareRename, rename, RenameRefused } from './rename.ts';
import { semanticTokens } from './semanticTokens.ts';
import { symbols } from './symbols.ts';

/**
 * The language server of plans: carries requests to pure functions over the open plans, and their answers back.
 *
 * @param workspace what is asked of this machine
 * @param pages address of the folder with a page for each code of a problem, where there is one
 */
export function startPlanServer(workspace: PlanWorkspace, pages?: string): void {
  const connection = createConnection(ProposedFeatures.all);
  const plans = new OpenPlans(workspace);
  const publisher = new Publisher(connection, plans, pages);
  const states = new Map<string, TaskStates>();

  connection.onInitialize(({ capabilities: client }) => {
    publisher.follow(client);
    return { capabilities };
  });
  connection.onInitialized(() => void publisher.readSettings());
  connection.onDidChangeConfiguration(() => void publisher.readSettings());
  connection.onDidChangeWatchedFiles(({ changes }) => {
    publisher.repositoryChanged();
    for (const { uri, type } of changes) {
      if (type === FileChangeType.Deleted) publisher.deleted(uri);
      if (type === FileChangeType.Created) publisher.created(uri);
    }
  });
  connection.onNotification(taskStatesNotification, ({ uri, states: own }: TaskStatesParams) => {
    states.clear();
    states.set(uri, own);
  });

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    plans.open(TextDocument.create(uri, languageId, version, text));
    publisher.changed(uri);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    plans.change(uri, contentChanges, version);
    publisher.changed(uri);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    plans.close(uri);
    publisher.closed(uri);
  });

  answer(connection, plans, (uri) => states.get(uri) ?? {});
  connection.listen();
}

interface About {
  readonly textDocument: { readonly uri: string };
}

/** One line per request: which function answers it. A plan that is not open has no answer. */
function answer(connection: Connection, plans: OpenPlans, statesOf: (uri: string) => TaskStates): void {
  const about = <Params extends About, Result>(
    respond: (file: PlanFile, params: Params) => Result,
  ): ((params: Params) => Result | null) => {
    return (params) => {
      const file = plans.get(params.textDocument.uri);
      return file === undefined ? null : respond(file, params);
    };
  };
  const amongAll = <Params extends About, Result>(
    respond: (file: PlanFile, params: Params, others: readonly PlanFile[]) => Result,
  ): ((params: Params) => Promise<Result | null>) => {
    return async (params) => {
      const { uri } = params.textDocument;
      const others = await plans.others(uri);
      const file = plans.get(uri);
      return file === undefined ? null : respond(file, params, others);
    };
  };

  connection.onCompletion(about((file, { position }) => completion(file, position)));
  connection.onHover(about((file, { position }) => hover(file, position, statesOf(file.document.uri)) ?? null));
  connection.onDocumentSymbol(about(symbols));
  connection.onFoldingRanges(about(folding));
  connection.onDefinition(amongAll((file, { position }, others) => definition(file, position, others)));
  connection.onReferences(
    amongAll((file, { position, context }, others) => references(file, position, others, context.includeDeclaration)),
  );
  connection.onPrepareRename(about((file, { position }) => prepareRename(file, position) ?? null));
  connection.onRenameRequest(
    amongAll((file, { position, newName }, others) => {
      try {
        return rename(file, position, newName, others) ?? null;
      } catch (error) {
        throw error instanceof RenameRefused ? new ResponseError(requestFailed, error.message) : error;
      }
    }),
  );
  connection.onCodeAction(
    about((file, { range, context }) => codeActions(file, range, context.diagnostics, plans.memory(file.document.uri))),
  );
  connection.languages.semanticTokens.on(about((file: PlanFile, _: About) => semanticTokens(file)));
  connection.languages.inlayHint.on(about((file, { range }) => inlayHints(file, range)));
}

/** Error code of the protocol for a valid request that cannot be carried out; editors show its message. */
const requestFailed = -32803;
