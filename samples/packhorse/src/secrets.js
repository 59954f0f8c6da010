const secrets = new Set();

/** Keeps a secret so that `mask` hides it from now on. */
export function rememberSecret(secret) {
  secrets.add(secret);
}

/** Replaces every remembered secret in a text by `***`. */
export function mask(text) {
  let masked = text;
  for (const secret of secrets) masked = masked.replaceAll(secret, '***');
  return masked;
}
