import type { DiagramHostMessage, DiagramIntent, DiagramMemory } from '../../../src/protocol/diagram.ts';
import { acquireHost, onHostMessage } from '../common/host.ts';
import { DiagramPage } from './diagramPage.ts';
import './diagram.css';

const host = acquireHost<DiagramIntent, DiagramMemory>();
const page = new DiagramPage(document.body, (intent) => host.postMessage(intent));

onHostMessage<DiagramHostMessage>((message) => {
  if (message.type === 'current') return page.mark(message.node);
  const { type: _type, ...diagram } = message;
  host.setState(diagram);
  void page.show(diagram);
});

// VS Code names the theme in the classes of the body, and changes them when the person picks another.
new MutationObserver(() => void page.redraw()).observe(document.body, { attributeFilter: ['class'] });

host.postMessage({ type: 'ready' });
