/**
 * Options for removing the folder of a test with everything in it. A process that was just ended may still put something into
 * it; the waits between the tries add up to half a minute, and only such a process makes any of them happen.
 */
export const wholly = { recursive: true, force: true, maxRetries: 24 } as const;
