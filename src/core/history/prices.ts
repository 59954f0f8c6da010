import type { Prices } from './costs.ts';

/** Form of a table of prices, for people. */
export const pricesForm =
  'Write JSON such as {"MODEL": {"input": 3, "cached": 0.3, "output": 15}}: US dollars per million tokens, by model or driver.';

/** Whether a value is a table of prices. */
export function isPrices(value: unknown): value is Prices {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((price: unknown) => {
    if (typeof price !== 'object' || price === null) return false;
    const { input, cached, output } = price as Readonly<Record<string, unknown>>;
    return isAmount(input) && isAmount(output) && (cached === undefined || isAmount(cached));
  });
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
