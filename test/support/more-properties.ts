import fc from 'fast-check'

// Ten times the inputs, others in every run: a failure names its seed and path, by which it is a test of its own.
fc.configureGlobal({ numRuns: 1000 })
