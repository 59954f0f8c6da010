/** A path with forward slashes, after the folders it lies in, outermost first. */
export function withFolders(place: string): readonly string[] {
  const parts = place.split('/').filter((part) => part !== '');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
