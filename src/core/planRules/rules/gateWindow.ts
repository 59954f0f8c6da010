import { everOpens, isTimeZone, longestClosed, windowText } from '../../plan/gateWindow.ts';
import { inPlan } from '../remark.ts';
import type { Remark } from '../remark.ts';
import type { PlanRule } from '../rule.ts';

/** The window of a gate opens at some time, in a time zone there is, and before the gate expires. */
export const gateWindow: PlanRule = {
  reads: [],
  readsOfPlan: ['gates'],
  check: ({ plan, unsure }) => {
    if (unsure.has('gates')) return [];
    return Object.entries(plan.gates.custom ?? {}).flatMap(([name, { window, deadline }]): Remark[] => {
      if (window === undefined) return [];
      const at = inPlan('gates', 'custom', name, 'window');
      if (!isTimeZone(window.zone)) {
        const message = `There is no time zone "${window.zone}". Use a name like Europe/Berlin, America/New_York or UTC.`;
        return [{ code: 'gate-window', at: inPlan('gates', 'custom', name, 'window', 'zone'), message }];
      }
      if (!everOpens(window)) {
        const why = window.days.length === 0 ? 'it names no day' : 'it ends when it begins';
        const message = `The window of gate "${name}" never opens: ${why}. Nobody could ever approve the gate.`;
        return [{ code: 'gate-window', at, message }];
      }
      const closed = longestClosed(window);
      if (deadline === undefined || deadline > closed) return [];
      return [
        {
          code: 'gate-window',
          severity: 'warning',
          at: inPlan('gates', 'custom', name, 'deadline'),
          message: `Gate "${name}" may expire before its window opens (${windowText(window)}), which stays closed for up to ${closed} minutes. Give it a deadline of more than that.`,
        },
      ];
    });
  },
};
