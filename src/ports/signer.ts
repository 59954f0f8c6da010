/** Signs and verifies decisions. The private key never leaves the adapter. */
export interface Signer {
  /** Ed25519 public key, SPKI DER in base64; for a security key its SSH type and key; see keyOfSsh. */
  readonly publicKey: string;
  /** Hash of the place of the key's file, where that has no passphrase: such a key counts in its place alone. */
  readonly place?: string;
  /** @returns base64 signature of the UTF-8 text */
  sign(text: string): Promise<string>;
  /** False, never an exception, for anything that is not a good signature. */
  verify(text: string, signature: string, publicKey: string): Promise<boolean>;
}
