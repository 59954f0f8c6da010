import { shortAmount } from '../agents/usage.ts';
import { durationText } from '../history/spans.ts';
import type { Flow } from './flows.ts';
import { returnOf } from './flowReturn.ts';

/** Return of a script for a flow, in a sentence. */
export function flowReturnLine(flow: Flow, toMake: number): string {
  const { each, perWeek, share, saved, tokens, payback } = returnOf(flow, toMake);
  const product = `${durationText(each)} × ${perWeek.toFixed(1)} a week × ${Math.round(share * 100)}%`;
  if (payback === undefined) return `${product}; a script saves no time, since it was one call already.`;
  const also =
    tokens === 0 ? '' : ` and ${flow.estimated > 0 ? 'about ' : ''}${shortAmount(Math.round(tokens))} tokens`;
  return `${product} = ${durationText(saved)}${also} a week; ${paybackText(payback)}.`;
}

/** Return of a script for a flow where there is little room. */
export function flowReturnShort(flow: Flow, toMake: number): string {
  const { saved, tokens, payback } = returnOf(flow, toMake);
  if (payback === undefined) return 'A script saves no time, since it was one call already.';
  const also = tokens === 0 ? '' : ` and ${shortAmount(Math.round(tokens))} tokens`;
  const isWorth = payback <= 2 ? paybackText(payback) : 'by time alone not worth a script';
  return `Saves about ${durationText(saved)}${also} a week; ${isWorth}.`;
}

/** Payback within two weeks is worth a script; a longer one only for the tokens. */
function paybackText(weeks: number): string {
  if (weeks <= 0.2) return 'pays for itself within a day';
  if (weeks <= 2) return `pays for itself after ${weeks.toFixed(1)} weeks`;
  const when =
    weeks > 52 ? 'does not pay for itself within a year' : `pays for itself only after ${Math.round(weeks)} weeks`;
  return `by time alone it ${when}: keep it a conversation, unless the tokens are worth it`;
}
