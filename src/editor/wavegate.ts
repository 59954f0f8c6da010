import type { ExtensionContext } from 'vscode';
import { BoardPanel } from './board/boardPanel.ts';
import { DiagramOfPlan } from './board/diagramOfPlan.ts';
import { DiagramPanel } from './board/diagramPanel.ts';
import { BoardActions } from './board/boardActions.ts';
import { AgentCommands } from './commands/agentCommands.ts';
import { AdaptCommand } from './commands/adaptCommand.ts';
import { BoardCommands } from './commands/boardCommands.ts';
import { CommandRegistry } from './shared/commandRegistry.ts';
import { AuditCommands } from './commands/auditCommands.ts';
import { SpecIsWrongCommand } from './commands/specIsWrong.ts';
import { KeepConstraintCommand } from './commands/keepConstraintCommand.ts';
import { PredictionCommands } from './commands/predictionCommands.ts';
import { ExportRunCommand } from './commands/exportRunCommand.ts';
import { LineOriginCommand } from './commands/lineOriginCommand.ts';
import { FlowCommands } from './commands/flowCommands.ts';
import { FindingCommands } from './commands/findingCommands.ts';
import { FailureCommands } from './commands/failureCommands.ts';
import { FindingActions } from './findings/findingActions.ts';
import { FindingThreads } from './findings/findingThreads.ts';
import { GateCommands } from './commands/gateCommands.ts';
import { DraftPlanCommand } from './commands/draftPlanCommand.ts';
import { SampleCommand } from './commands/sampleCommand.ts';
import { PastRunCommands } from './commands/pastRunCommands.ts';
import { RecordCommands } from './commands/recordCommands.ts';
import { NewPlanCommand } from './commands/newPlanCommand.ts';
import { RunCommands } from './commands/runCommands.ts';
import { NoteFinding } from './commands/noteFinding.ts';
import { SessionCommands } from './commands/sessionCommands.ts';
import { SpotCheckCommands } from './commands/spotCheckCommands.ts';
import { SupervisorCommands } from './commands/supervisorCommands.ts';
import { TeamCommands } from './commands/teamCommands.ts';
import { TryCommands } from './commands/tryCommands.ts';
import { RunDocuments } from './content/runDocuments.ts';
import { ShipTextFiles } from './content/shipTextFiles.ts';
import { ContextKeyUpdates } from './contextKeyUpdates.ts';
import { DisposableStore } from './shared/disposableStore.ts';
import { KeyStore } from './shared/keyStore.ts';
import { startLanguageClient } from './languageClient.ts';
import { Notifications } from './notifications.ts';
import { PlanLeftover } from './plan/planLeftover.ts';
import { PlanFileSync } from './plan/planFileSync.ts';
import { PlanReviewThreads } from './plan/planReviewThreads.ts';
import { PlanLensProvider } from './plan/planLensProvider.ts';
import { CheckProblems } from './platform/checkProblems.ts';
import { CheckResults } from './platform/checkResults.ts';
import { GitProgress } from './platform/gitProgress.ts';
import { RunTools } from './platform/runTools.ts';
import { WindowTitle } from './platform/windowTitle.ts';
import { QuietSessions } from './sessions/quietSessions.ts';
import { RunConnection } from './shared/runConnection.ts';
import { RunResumption } from './runResumption.ts';
import type { RunService } from '../ports/runService.ts';
import { SessionTerminals } from './sessions/sessionTerminals.ts';
import { Sidebar } from './sidebar.ts';
import { SpotCheckComments } from './spotCheck/spotCheckComments.ts';
import { StatusBar } from './statusBar.ts';
import type { VSCode } from './shared/vscodeTypes.ts';

/**
 * Everything Wavegate shows in the editor, wired to one run. Creating it registers and reads nothing but memory; the run
 * service is loaded when a run is to be started, resumed or looked at.
 */
export class Wavegate {
  readonly #store = new DisposableStore();

  constructor(vscode: VSCode, context: ExtensionContext, loadRunService: () => Promise<RunService>) {
    const memory = context.workspaceState;
    const webviews = vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview');
    const run = this.#store.add(new RunConnection(vscode, loadRunService));
    const documents = this.#store.add(new RunDocuments(vscode, run));
    const texts = this.#store.add(new ShipTextFiles(vscode, run));
    const comments = this.#store.add(new SpotCheckComments(vscode, run, documents));
    const findings = this.#store.add(new FindingThreads(vscode, run));
    this.#store.add(new FindingActions(vscode, run));
    const terminals = this.#store.add(new SessionTerminals(vscode, run, context.asAbsolutePath('dist/attach.mjs')));
    const board = this.#store.add(new BoardPanel(vscode, webviews, new BoardActions(vscode, run, documents)));
    const diagram = this.#store.add(
      new DiagramOfPlan(vscode, run, this.#store.add(new DiagramPanel(vscode, webviews))),
    );
    this.#store.add(run.onDidChange(({ state }) => state && board.follow(state.run)));
    this.#store.add(run.onDidChangeDrafts(() => run.state && board.follow(run.state.run)));

    this.#store.add(new ContextKeyUpdates(vscode, run));
    this.#store.add(new StatusBar(vscode, run));
    this.#store.add(new WindowTitle(vscode, run));
    this.#store.add(new CheckResults(vscode, run));
    this.#store.add(new CheckProblems(vscode, run, documents));
    this.#store.add(new RunTools(vscode, run));
    this.#store.add(new Notifications(vscode, run, memory, () => sidebar.showsGates));
    this.#store.add(new QuietSessions(vscode, run));
    this.#store.add(new GitProgress(vscode, run));
    this.#store.add(new PlanFileSync(vscode, run));
    this.#store.add(new PlanLeftover(vscode, run));
    this.#store.add(new PlanLensProvider(vscode, run));

    const registry = this.#store.add(new CommandRegistry(vscode));
    new RunCommands(vscode, run, documents, texts, new KeyStore(vscode, context)).register(registry);
    new GateCommands(vscode, run, documents).register(registry);
    new FailureCommands(vscode, run, documents).register(registry);
    new SpotCheckCommands(vscode, run, documents).register(registry);
    this.#store.add(new TryCommands(vscode, run, context.asAbsolutePath('dist/cli.mjs'))).register(registry);
    new NoteFinding(vscode, run, () => resumption.resume()).register(registry);
    comments.register(registry);
    new SpecIsWrongCommand(vscode, run, () => findings.inSight).register(registry);
    new FindingCommands(vscode, run, documents, findings, () => sidebar.selectedFindings).register(registry);
    new AuditCommands(vscode, run, documents).register(registry);
    new KeepConstraintCommand(vscode, run).register(registry);
    new SessionCommands(vscode, run, documents, terminals).register(registry);
    new SupervisorCommands(vscode, run).register(registry);
    new AdaptCommand(vscode, run, documents).register(registry);
    new PastRunCommands(vscode, run).register(registry);
    new RecordCommands(vscode, run, documents).register(registry);
    new ExportRunCommand(vscode, run).register(registry);
    new LineOriginCommand(vscode, run, documents).register(registry);
    new FlowCommands(vscode, run, documents, context.asAbsolutePath('dist/cli.mjs')).register(registry);
    this.#store.add(new PredictionCommands(vscode, run)).register(registry);
    new TeamCommands(vscode, run).register(registry);
    new AgentCommands(vscode, run).register(registry);
    new BoardCommands(run, board, diagram).register(registry);
    new NewPlanCommand(vscode, run).register(registry);
    const sample = new SampleCommand(vscode, context.asAbsolutePath('samples/create.mjs'), memory);
    sample.register(registry);
    new DraftPlanCommand(vscode, run, documents).register(registry);
    this.#store.add(new PlanReviewThreads(vscode, run)).register(registry);

    this.#store.add(startLanguageClient(vscode, context, run));
    const resumption = this.#store.add(new RunResumption(vscode, run, memory));
    const sidebar = this.#store.add(new Sidebar(vscode, run, () => void resumption.resume()));
    sidebar.register(registry);
    void sample.showFirst();
  }

  dispose(): void {
    this.#store.dispose();
  }
}
