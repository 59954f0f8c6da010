/** Names Windows keeps for devices, with any ending. */
const reserved = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:[.]|$)/i;
const longest = 64;

/**
 * A folder name for an id, safe on every platform and different for different ids even where upper and lower case are
 * the same. Ids that are such names already stay as they are; others get a mark made from the whole id.
 */
export function folderName(id: string): string {
  const safe = id.replace(/[^a-z0-9._~-]/gi, '-').slice(0, longest);
  const asItIs = safe === id && !/[A-Z]/.test(id) && !/^[.]|[.]$/.test(id) && id !== '' && !reserved.test(id);
  return asItIs ? id : `${safe.replace(/^[.]+|[.]+$/g, '').toLowerCase()}_${fingerprint(id)}`;
}

/** FNV-1a over code units, 32 bits, 7 characters. It tells names apart; it proves nothing. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash.toString(36).padStart(7, '0');
}
