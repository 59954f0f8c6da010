/** The part of sax that is used here; the package brings no types. */
declare module 'sax' {
  export interface SAXParser {
    error: Error | null;
    onerror: (error: Error) => void;
    onopentag: (tag: { readonly name: string; readonly attributes: Readonly<Record<string, string>> }) => void;
    onclosetag: (name: string) => void;
    ontext: (text: string) => void;
    oncdata: (text: string) => void;
    write(text: string): SAXParser;
    close(): SAXParser;
  }
  const sax: { parser(strict: boolean): SAXParser };
  // The package is CommonJS of a kind whose names cannot be imported one by one.
  export { sax as default };
}
