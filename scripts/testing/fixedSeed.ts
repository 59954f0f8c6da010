import fc from 'fast-check';

/**
 * Loaded before the tests of a stage: properties are tried on the same inputs each time, so that nobody's change is red for
 * what somebody else's has brought. `npm run fuzz`, and a test file run alone, go on trying others.
 */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_260_117 });
