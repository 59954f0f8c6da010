/**
 * Text of an agent without what could change how it is shown: escape sequences and control characters, which move the
 * cursor of a terminal and could write lines in the name of Wavegate, and marks that turn the direction of writing.
 * Line breaks and tabs stay.
 */
export function cleanText(text: string): string {
  return text.replace(escapes, '').replace(controls, '').replace(/\r\n?/g, '\n').trim();
}

/** The same on one line. */
export function cleanLine(text: string): string {
  return cleanText(text).replace(/\s+/g, ' ');
}

const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;
const controls =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
