import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { openCloudFormation } from '../../../test/support/cloudformation.ts'
import { ApiError } from '../../wire/operation.ts'
import type { Caller } from '../../wire/access.ts'

const roleArn = 'arn:aws:iam::000000000000:role/deployer'
const pool = (name: string) =>
  JSON.stringify({ Resources: { Pool: { Type: 'AWS::Cognito::UserPool', Properties: { UserPoolName: name } } } })

/** May do nothing but what is listed. */
function callerOf(...actions: string[]): Caller {
  return {
    arn: 'arn:aws:iam::000000000000:user/jane',
    userId: 'AIDAJANE',
    authorize({ action, resource }) {
      if (!actions.includes(action)) throw new ApiError('AccessDeniedException', `no ${action} on ${resource}`)
    },
  }
}

async function openStacks(t: TestContext, trusted: string) {
  const opened = await openCloudFormation(t)
  const statement = { Effect: 'Allow', Principal: { Service: trusted }, Action: 'sts:AssumeRole' }
  const AssumeRolePolicyDocument = JSON.stringify({ Statement: [statement] })
  await opened.iam.CreateRole({ RoleName: 'deployer', AssumeRolePolicyDocument })
  const as = (caller: Caller) => opened.clientOf(opened.newEngine(), 'us-east-1', opened.store, caller)
  return { ...opened, as }
}

describe('the role of a stack', () => {
  it('is for those who may pass it, and must trust CloudFormation', async (t) => {
    const { as, client } = await openStacks(t, 'lambda.amazonaws.com')
    const request = { StackName: 'pets', TemplateBody: pool('one'), RoleARN: roleArn }
    await assert.rejects(as(callerOf()).CreateStack(request), {
      name: 'AccessDeniedException',
      message: `no iam:PassRole on ${roleArn}`,
    })
    const invalid = { name: 'ValidationError', message: `Role ${roleArn} is invalid or cannot be assumed` }
    await assert.rejects(as(callerOf('iam:PassRole')).CreateStack(request), invalid)
    await client.CreateStack({ StackName: 'pets', TemplateBody: pool('one') })
    const denied = { name: 'AccessDeniedException' }
    await assert.rejects(as(callerOf()).DeleteStack({ StackName: 'pets', RoleARN: roleArn }), denied)
  })
})
