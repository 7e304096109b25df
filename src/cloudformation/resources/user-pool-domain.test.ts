import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openStack } from '../../../test/support/cloudformation.ts'

const template = `
Resources:
  Pool: { Type: AWS::Cognito::UserPool }
  Prefix:
    Type: AWS::Cognito::UserPoolDomain
    Properties: { UserPoolId: !Ref Pool, Domain: shop, ManagedLoginVersion: 2 }
  Custom:
    Type: AWS::Cognito::UserPoolDomain
    Properties:
      UserPoolId: !Ref Pool
      Domain: login.example.com
      CustomDomainConfig: { CertificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/1' }
Outputs:
  Target: { Value: !GetAtt Custom.CloudFrontDistribution }
`

async function openWithDomains(...[t]: Parameters<typeof openStack>) {
  const opened = await openStack(t, template)
  const described = async (Domain: string) =>
    (await opened.cognito.DescribeUserPoolDomain({ Domain })).DomainDescription
  return { ...opened, described }
}

describe('a stack with domains of a user pool', () => {
  it('makes both, and answers what DNS needs', async (t) => {
    const { status, idOf, described, client } = await openWithDomains(t)
    assert.equal(await status(), 'CREATE_COMPLETE')
    assert.deepEqual([await idOf('Prefix'), await idOf('Custom')], ['shop', 'login.example.com'])
    assert.equal((await described('shop'))?.ManagedLoginVersion, 2)
    const { Stacks = [] } = await client.DescribeStacks({ StackName: 'shop' })
    const { CloudFrontDistribution } = (await described('login.example.com')) ?? {}
    assert.deepEqual(Stacks[0]?.Outputs, [{ OutputKey: 'Target', OutputValue: CloudFrontDistribution }])
  })

  it('changes certificate and version in place', async (t) => {
    const { update, status, described } = await openWithDomains(t)
    const before = await described('login.example.com')
    await update(template.replace('certificate/1', 'certificate/2').replace(', ManagedLoginVersion: 2', ''))
    assert.equal(await status(), 'UPDATE_COMPLETE')
    assert.equal((await described('shop'))?.ManagedLoginVersion, 1)
    const after = await described('login.example.com')
    assert.match(after?.CustomDomainConfig?.CertificateArn ?? '', /certificate\/2$/)
    assert.equal(after?.CloudFrontDistribution, before?.CloudFrontDistribution)
  })

  it('cannot rename one, since the pool has room for one of a kind: the update is taken back', async (t) => {
    const { update, status, described } = await openWithDomains(t)
    const events = await update(template.replace('Domain: shop', 'Domain: store'))
    assert.equal(await status(), 'UPDATE_ROLLBACK_COMPLETE')
    assert.ok(events.some((event) => event.includes('User pool already has a domain configured.')))
    assert.equal((await described('shop'))?.Domain, 'shop')
  })

  it('is deleted with them, also when one is gone already', async (t) => {
    const { client, cognito, idOf, described } = await openWithDomains(t)
    await cognito.DeleteUserPoolDomain({ UserPoolId: await idOf('Pool'), Domain: 'shop' })
    await client.DeleteStack({ StackName: 'shop' })
    await assert.rejects(client.DescribeStacks({ StackName: 'shop' }), { name: 'ValidationError' })
    assert.deepEqual(await described('login.example.com'), {})
    assert.deepEqual((await cognito.ListUserPools({ MaxResults: 60 })).UserPools, [])
  })
})
