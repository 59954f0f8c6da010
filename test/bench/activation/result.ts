/** The environment variable that names the file which takes the measured milliseconds. */
export const resultVariable = 'WAVEGATE_BENCH_RESULT';
