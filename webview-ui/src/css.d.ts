/** Style sheets are bundled into one file beside the script; importing one has no value. */
declare module '*.css';
