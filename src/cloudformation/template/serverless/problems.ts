import type { Position } from '../node.ts'
import { refuse } from '../problem.ts'
import { pathTo } from '../scope.ts'

type Place = { readonly position: Position } | undefined

/** Refuses the template as the transform does, with the resource and its place. */
export function refuseResource(logicalId: string, problem: string, at: Place, member?: string): never {
  const path = pathTo('Resources', logicalId)
  return refuse(
    `Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document. Number of errors found: 1. Resource with id [${logicalId}] is invalid. ${problem}`,
    at,
    member === undefined ? path : pathTo(pathTo(path, 'Properties'), member),
  )
}

export function refuseEvent(logicalId: string, eventId: string, problem: string, at: Place): never {
  return refuseResource(logicalId, `Event with id [${eventId}] is invalid. ${problem}`, at, `Events.${eventId}`)
}

/** Refuses by name what AWS SAM has and poolgate has not. */
export function refuseLacking(logicalId: string, lacking: string, at: Place, member?: string): never {
  const path = pathTo('Resources', logicalId)
  return refuse(
    `poolgate does not implement ${lacking}`,
    at,
    member === undefined ? path : pathTo(pathTo(path, 'Properties'), member),
  )
}
