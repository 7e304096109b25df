import type { Buildable } from '../build-node.ts'
import type { Node } from '../node.ts'
import { invokedName } from './function-alias.ts'
import { resourceOf, type ServerlessResource } from './resources.ts'

/** Lets a service invoke the function. */
export function permissionFor(
  resource: ServerlessResource,
  principal: string,
  sourceArn: Buildable,
  functionName: Buildable = invokedName(resource),
): Node {
  return resourceOf(resource, 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: functionName,
    Principal: principal,
    SourceArn: sourceArn,
  })
}
