import fc from 'fast-check'

// What guards main tries the same inputs in every run; `npm run test:properties` looks for others.
fc.configureGlobal({ seed: 20261123 })
