import type { BoardMemory, BoardMessage } from '../../../src/protocol/board.ts';
import { acquireHost } from '../common/host.ts';
import { AdaptPanel } from './adaptPanel.ts';
import { Board } from './board.ts';
import { ElapsedTime } from './elapsedTime.ts';
import { FindingsTable } from './findingsTable.ts';
import { GateCard } from './gateCard.ts';
import { WaveGraph } from './graph/waveGraph.ts';
import './styles/board.css';

customElements.define('wavegate-elapsed', ElapsedTime);
customElements.define('wavegate-gate', GateCard);
customElements.define('wavegate-adapt', AdaptPanel);
customElements.define('wavegate-findings', FindingsTable);
customElements.define('wavegate-graph', WaveGraph);
customElements.define('wavegate-board', Board);

document.body.append(new Board(acquireHost<BoardMessage, BoardMemory>()));
