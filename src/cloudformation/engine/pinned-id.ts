import { ApiError } from '../../wire/operation.ts'
import type { PlannedResource } from '../template/plan.ts'
import { memberOf } from '../template/node.ts'
import type { Run } from './run.ts'

/** Types whose ids clients have in their configuration. */
const pinnable = new Set(['AWS::ApiGatewayV2::Api', 'AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolClient'])

/** Where a template says it: AWS ignores the Metadata of resources. */
const metadataKey = 'poolgate:id'

/** The id that a new resource is to have: the operator's word for it, or the template's; undefined for any. */
export function pinnedIdOf(
  { ports: { pins } }: Run,
  { logicalId, metadata }: PlannedResource['declaration'],
): string | undefined {
  const said = metadata && memberOf(metadata, metadataKey)
  return pins.get(logicalId) ?? (said?.kind === 'scalar' ? said.text : undefined)
}

/** Refuses what would not be heeded: an id for a type that has none to choose, and one that is not plain text. */
export function checkPinnedId(run: Run, { type, declaration }: PlannedResource): void {
  const { logicalId, metadata } = declaration
  const said = metadata && memberOf(metadata, metadataKey)
  if (said && said.kind !== 'scalar')
    throw new ApiError('ValidationError', `${metadataKey} in the Metadata of ${logicalId} must be plain text`)
  if (pinnedIdOf(run, declaration) !== undefined && !pinnable.has(type.type))
    throw new ApiError(
      'ValidationError',
      `The id of ${logicalId} cannot be pinned: poolgate makes those of ${type.type}`,
    )
}
