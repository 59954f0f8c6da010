import type { ForgePlace } from '../../sessionPorts/forge.ts';
import type { SessionContext } from '../../sessionPorts/sessionHandler.ts';

/** Place where a session asks a forge from. */
export function forgePlace(
  { environment }: { readonly environment: Readonly<Record<string, string>> },
  { place, folder, marker, nonce, signal, output }: SessionContext,
): ForgePlace {
  return {
    repository: place.repository,
    folder,
    environment: { ...environment, WAVEGATE_SESSION: nonce },
    marker,
    signal,
    output,
  };
}
