/** A title as YAML, whatever it holds: JSON is YAML. */
export function quotedTitle(planTitle: string): string {
  return JSON.stringify(planTitle);
}
