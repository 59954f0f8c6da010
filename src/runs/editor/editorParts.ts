import type { Signer } from '../../ports/signer.ts';
import type { Redactor } from '../../sessionPorts/redactor.ts';
import type { FolderSettings } from '../../state/roots.ts';
import type { MakeEngine } from '../shared/composedEngine.ts';
import type { EditorTeam } from './editorTeam.ts';
import type { WorkerServices } from '../shared/workerServices.ts';

/** Parts that an editor's runs are made of. */
export interface EditorParts {
  readonly settings: FolderSettings;
  /** Driver that is set for plans without agents, now; empty for none. */
  readonly agent?: (() => string) | undefined;
  /** Git runs in a process of its own: an editor's is large, and would be held up. */
  readonly services: WorkerServices;
  readonly makeEngine: MakeEngine;
  /** The one signer of the person in this editor. */
  readonly signer: () => Promise<Signer>;
  readonly team: EditorTeam;
  /** Takes secrets out of what is shown. */
  readonly redactor: () => Promise<Pick<Redactor, 'text'>>;
}
