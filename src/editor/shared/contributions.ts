/**
 * Every id that package.json and the code both name, once. A test compares package.json with these maps, so that a
 * command, view, setting or context key cannot exist on one side only.
 */

export const commands = {
  startRun: 'wavegate.startRun',
  launchWave: 'wavegate.launchWave',
  approveGate: 'wavegate.approveGate',
  rejectGate: 'wavegate.rejectGate',
  holdGate: 'wavegate.holdGate',
  reopenGate: 'wavegate.reopenGate',
  openGate: 'wavegate.openGate',
  nextGate: 'wavegate.nextGate',
  approveLaunches: 'wavegate.approveLaunches',
  keepConstraint: 'wavegate.keepConstraint',
  openSpotCheck: 'wavegate.openSpotCheck',
  openSpotCheckFile: 'wavegate.openSpotCheckFile',
  acceptFile: 'wavegate.acceptFile',
  rejectFile: 'wavegate.rejectFile',
  nextFile: 'wavegate.nextFile',
  previousFile: 'wavegate.previousFile',
  showResult: 'wavegate.showResult',
  tryResult: 'wavegate.tryResult',
  noteFinding: 'wavegate.noteFinding',
  openFailingTest: 'wavegate.openFailingTest',
  stopRest: 'wavegate.stopRest',
  addComment: 'wavegate.addComment',
  deleteComment: 'wavegate.deleteComment',
  editComment: 'wavegate.editComment',
  saveComment: 'wavegate.saveComment',
  cancelComment: 'wavegate.cancelComment',
  triageIn: 'wavegate.triageIn',
  triageOut: 'wavegate.triageOut',
  triageDeferred: 'wavegate.triageDeferred',
  specIsWrong: 'wavegate.specIsWrong',
  nextFinding: 'wavegate.nextFinding',
  openFinding: 'wavegate.openFinding',
  coverFinding: 'wavegate.coverFinding',
  auditAgain: 'wavegate.auditAgain',
  showAuditReport: 'wavegate.showAuditReport',
  showUnmarked: 'wavegate.showUnmarked',
  showAllFindings: 'wavegate.showAllFindings',
  openTerminal: 'wavegate.openTerminal',
  showDirective: 'wavegate.showDirective',
  showSessionDiff: 'wavegate.showSessionDiff',
  openWorktree: 'wavegate.openWorktree',
  stopSession: 'wavegate.stopSession',
  allowDenied: 'wavegate.allowDenied',
  takeOver: 'wavegate.takeOver',
  handBack: 'wavegate.handBack',
  stopRun: 'wavegate.stopRun',
  openRun: 'wavegate.openRun',
  adapt: 'wavegate.adapt',
  mergeBase: 'wavegate.mergeBase',
  revertWave: 'wavegate.revertWave',
  runChecksAgain: 'wavegate.runChecksAgain',
  retry: 'wavegate.retry',
  acceptBaseline: 'wavegate.acceptBaseline',
  takeBackAnswer: 'wavegate.takeBackAnswer',
  showPlanChange: 'wavegate.showPlanChange',
  showReport: 'wavegate.showReport',
  showPullRequest: 'wavegate.showPullRequest',
  connectTeam: 'wavegate.connectTeam',
  showCosts: 'wavegate.showCosts',
  costsAsCsv: 'wavegate.costsAsCsv',
  showForensics: 'wavegate.showForensics',
  exportRun: 'wavegate.exportRun',
  showLineOrigin: 'wavegate.showLineOrigin',
  predict: 'wavegate.predict',
  repeatedFlows: 'wavegate.repeatedFlows',
  learn: 'wavegate.learn',
  editChangelog: 'wavegate.editChangelog',
  checkEnvironment: 'wavegate.checkEnvironment',
  cleanUp: 'wavegate.cleanUp',
  copyApproverKey: 'wavegate.copyApproverKey',
  checkAgents: 'wavegate.checkAgents',
  trySample: 'wavegate.trySample',
  newPlan: 'wavegate.newPlan',
  newPlanFromRun: 'wavegate.newPlanFromRun',
  draftPlan: 'wavegate.draftPlan',
  draftFromFindings: 'wavegate.draftFromFindings',
  draftForFindings: 'wavegate.draftForFindings',
  draftRemedy: 'wavegate.draftRemedy',
  splitTask: 'wavegate.splitTask',
  addWave: 'wavegate.addWave',
  reviewPlan: 'wavegate.reviewPlan',
  takeEdit: 'wavegate.takeEdit',
  dismissGap: 'wavegate.dismissGap',
  openBoard: 'wavegate.openBoard',
  showDiagram: 'wavegate.showDiagram',
  focusGates: 'wavegate.gates.focus',
} as const;
export type CommandId = (typeof commands)[keyof typeof commands];

/** VS Code makes these itself, one per view; package.json does not name them. */
export const commandsOfVsCode: readonly CommandId[] = [commands.focusGates];

export const views = {
  gates: 'wavegate.gates',
  sessions: 'wavegate.sessions',
  findings: 'wavegate.findings',
  runs: 'wavegate.runs',
  history: 'wavegate.history',
} as const;
export type ViewId = (typeof views)[keyof typeof views];

/** Settings and the types of their values. */
export interface Settings {
  'wavegate.stateFolder': string;
  'wavegate.worktreeFolder': string;
  'wavegate.notifications': 'all' | 'gates' | 'none';
  'wavegate.openTerminals': boolean;
  'wavegate.maxTerminals': number;
  'wavegate.filesInDiff': number;
  'wavegate.rules': Readonly<Record<string, string>>;
  'wavegate.maxCallSites': number;
  'wavegate.agent': string;
  'wavegate.agentCheckTimeout': number;
}

/** Their defaults; being a mapped type, it cannot miss one. */
export const settingDefaults: { readonly [Key in keyof Settings]: Settings[Key] } = {
  'wavegate.stateFolder': '',
  'wavegate.worktreeFolder': '',
  'wavegate.notifications': 'all',
  'wavegate.openTerminals': true,
  'wavegate.maxTerminals': 8,
  'wavegate.filesInDiff': 100,
  'wavegate.rules': {},
  'wavegate.maxCallSites': 25,
  'wavegate.agent': '',
  'wavegate.agentCheckTimeout': 90,
};

/** Settings that name programs and places of this machine: a workspace that is not trusted may not set them. */
export const restrictedSettings: readonly (keyof Settings)[] = [
  'wavegate.agent',
  'wavegate.stateFolder',
  'wavegate.worktreeFolder',
];

export const contextKeys = {
  /** A run is open that has neither shipped nor been stopped. */
  runActive: 'wavegate.runActive',
  /** A launch gate waits for a decision. */
  launchPending: 'wavegate.launchPending',
  /** A launch waits, or the plan that leads to the first one, so that it can still be predicted. */
  predictable: 'wavegate.predictable',
  /** A merged wave waits to be looked at. */
  spotCheckPending: 'wavegate.spotCheckPending',
  /** A gate waits whose files are looked at one by one: a spot-check, or the acceptance. */
  filesPending: 'wavegate.filesPending',
  /** The result waits to be accepted. */
  acceptancePending: 'wavegate.acceptancePending',
  /** A wave has failed and no change of the plan has been proposed yet. */
  canAdapt: 'wavegate.canAdapt',
  /** Checks are red that a person may accept as red before the run. */
  canAcceptBaseline: 'wavegate.canAcceptBaseline',
  /** A supervisor has answered an agent that is still at work. */
  canTakeBack: 'wavegate.canTakeBack',
  canLaunchInAdvance: 'wavegate.canLaunchInAdvance',
  /** A gate waits for a decision. */
  gatePending: 'wavegate.gatePending',
  /** A gate has ended without approval and may be opened again. */
  gateEnded: 'wavegate.gateEnded',
  /** A changed plan waits for a decision. */
  planChanged: 'wavegate.planChanged',
  /** Something of the run is committed. */
  hasResult: 'wavegate.hasResult',
  /** A session is at work. */
  sessionRunning: 'wavegate.sessionRunning',
  /** Only findings that are not marked are listed. */
  findingsFiltered: 'wavegate.findingsFiltered',
  /** The editor shows a finding that can be marked. */
  findingInSight: 'wavegate.findingInSight',
  /** The run waits for the waves of its plan. */
  needsWaves: 'wavegate.needsWaves',
  /** A run is open, in whatever phase. */
  hasRun: 'wavegate.hasRun',
} as const;
export type ContextKey = (typeof contextKeys)[keyof typeof contextKeys];

/** Context key with the state of the run in words, for the title of the window. */
export const titleContext = 'wavegate.title';
/** Tools of language models. */
export const modelTools = { readRun: 'wavegate_read_run', draftText: 'wavegate_draft_text' } as const;
/** Id of the participant in VS Code's chat. */
export const chatParticipant = 'wavegate.run';
/** Id of the comment threads in a spot-check. */
export const spotCheckController = 'wavegate.spotCheck';
/** Id of the comment threads of findings. */
export const findingsController = 'wavegate.findings';
/** Id of the comment threads of plan reviews. */
export const planReviewController = 'wavegate.planReview';
/** Language id of plan files. */
export const planLanguage = 'waveplan';
/** Scheme of the read-only documents that show files at a commit, directives, plans and reports. */
export const documentScheme = 'wavegate';
/** Scheme of the texts that are edited before the result leaves. */
export const shipTextScheme = 'wavegate-text';
