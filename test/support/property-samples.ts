import { cognitoSamples } from './cognito-samples.ts'
import { furtherSamples } from './further-samples.ts'
import { gatewaySamples } from './gateway-samples.ts'

/** By type. Types that no operation makes are not among them: what a template says of them is only kept. */
export const typeSamples = { ...gatewaySamples, ...cognitoSamples, ...furtherSamples }
