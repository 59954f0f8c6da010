/** Characters that act on a terminal, and marks that turn the direction of writing; of line ends only a lone carriage return. */
const acting =
  /\r(?!\n)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Text for a screen: signs take the place of what would move the cursor, hide text or turn its direction. Code and messages of
 * agents could otherwise write lines in the name of Wavegate, or hide some of what a person decides about.
 */
export function visible(text: string): string {
  return text.replace(acting, (character) => {
    const code = character.charCodeAt(0);
    // Unicode has a picture for each of the oldest ones.
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}
