import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCloudFormation } from '../../../test/support/cloudformation.ts'

const template = `
Resources:
  Pool: { Type: AWS::Cognito::UserPool, Properties: { UsernameAttributes: [email] } }
  Admins:
    Type: AWS::Cognito::UserPoolGroup
    Properties: { UserPoolId: !Ref Pool, GroupName: admins, Precedence: 0, Description: staff }
  Jane:
    Type: AWS::Cognito::UserPoolUser
    Properties:
      UserPoolId: !Ref Pool
      Username: jane@example.com
      MessageAction: SUPPRESS
      UserAttributes: [{ Name: email_verified, Value: 'true' }]
  JaneIsAdmin:
    Type: AWS::Cognito::UserPoolUserToGroupAttachment
    Properties: { UserPoolId: !Ref Pool, GroupName: !Ref Admins, Username: !Ref Jane }
Outputs:
  Pool: { Value: !Ref Pool }
  Group: { Value: !Ref Admins }
  User: { Value: !Ref Jane }
  Attachment: { Value: !Ref JaneIsAdmin }
`

async function openWithStack(...[t]: Parameters<typeof openCloudFormation>) {
  const opened = await openCloudFormation(t)
  await opened.client.CreateStack({ StackName: 'shop', TemplateBody: template })
  const { Stacks = [] } = await opened.client.DescribeStacks({ StackName: 'shop' })
  const outputs = Object.fromEntries(
    (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  )
  const { Pool: UserPoolId = '', ...refs } = outputs
  return { ...opened, UserPoolId, refs, status: Stacks[0]?.StackStatus }
}

describe('a stack with users in groups', () => {
  it('makes the group, the user and the membership', async (t) => {
    const { cognito, UserPoolId, refs, status } = await openWithStack(t)
    assert.equal(status, 'CREATE_COMPLETE')
    const { Users = [] } = await cognito.ListUsersInGroup({ UserPoolId, GroupName: 'admins' })
    assert.deepEqual(
      Users.map(({ Username }) => Username),
      [refs['User']],
    )
    assert.deepEqual(refs, {
      Group: 'admins',
      User: Users[0]?.Username,
      Attachment: `${UserPoolId}|admins|${Users[0]?.Username}`,
    })
    const { Group } = await cognito.GetGroup({ UserPoolId, GroupName: 'admins' })
    assert.deepEqual([Group?.Precedence, Group?.Description], [0, 'staff'])
  })

  it('changes a group in place, its members in it, and refuses to take its precedence away', async (t) => {
    const { client, cognito, UserPoolId } = await openWithStack(t)
    const update = async (properties: string) => {
      const TemplateBody = template.replace('Precedence: 0, Description: staff', properties)
      await client.UpdateStack({ StackName: 'shop', TemplateBody })
      return (await client.DescribeStacks({ StackName: 'shop' })).Stacks?.[0]?.StackStatus
    }
    assert.equal(await update('Precedence: 7'), 'UPDATE_COMPLETE')
    const group = async () => (await cognito.GetGroup({ UserPoolId, GroupName: 'admins' })).Group
    const { Precedence, Description } = (await group()) ?? {}
    assert.deepEqual([Precedence, Description], [7, ''])
    assert.equal((await cognito.ListUsersInGroup({ UserPoolId, GroupName: 'admins' })).Users?.length, 1)
    await assert.rejects(update('Description: staff'), /Updates are not allowed for property - Precedence/)
    assert.equal((await group())?.Precedence, 7)
  })

  it('is deleted with them, also when they are gone already', async (t) => {
    const { client, cognito, UserPoolId, refs } = await openWithStack(t)
    await cognito.AdminDeleteUser({ UserPoolId, Username: refs['User'] })
    await cognito.DeleteGroup({ UserPoolId, GroupName: 'admins' })
    await client.DeleteStack({ StackName: 'shop' })
    await assert.rejects(client.DescribeStacks({ StackName: 'shop' }), { name: 'ValidationError' })
    await assert.rejects(cognito.DescribeUserPool({ UserPoolId }), { code: 'ResourceNotFoundException' })
  })
})
