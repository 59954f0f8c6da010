/** A title as YAML, whatever it contains: JSON is YAML. */
export function quotedTitle(planTitle: string): string {
  return JSON.stringify(planTitle);
}
