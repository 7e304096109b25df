import { keptResource } from './kept-resource.ts'

/** What the CDK tells AWS about its use: kept with the stack and told to nobody. */
export const cdkMetadata = keptResource('AWS::CDK::Metadata', ['Analytics', 'Modules'])
