import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { history, openCloudFormation, remains } from '../../../test/support/cloudformation.ts'

const template = `
Resources:
  Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolName: shop } }
  Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Pool } }
  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: shop, ProtocolType: HTTP } }
`
const ids = { Pool: 'us-east-1_Shop12345', Client: 'shopclient0123456789abcdef', Api: 'shopapi' }

async function create(t: Parameters<typeof openCloudFormation>[0], TemplateBody: string, pins: object) {
  const opened = await openCloudFormation(t)
  for (const [logicalId, id] of Object.entries(pins)) opened.pins.set(logicalId, String(id))
  const { StackId } = await opened.client.CreateStack({ StackName: 'shop', TemplateBody })
  const events = await history(opened, StackId!)
  const { StackResources = [] } = await opened.client.DescribeStackResources({ StackName: 'shop' })
  const made = Object.fromEntries(StackResources.map((each) => [each.LogicalResourceId, each.PhysicalResourceId]))
  return { opened, events, made }
}

describe('a pinned id', () => {
  it('is that of the pool, the app client and the API, once they are made', async (t) => {
    const { made } = await create(t, template, ids)
    assert.deepEqual(made, ids)
  })

  it('may stand in the Metadata of the resource, where AWS ignores it; the operator goes before it', async (t) => {
    const metadata = (id: string) => `Metadata: { 'poolgate:id': ${id} }, Properties`
    const said = template
      .replace('UserPoolClient, Properties', `UserPoolClient, ${metadata('fromTemplate')}`)
      .replace('Api, Properties', `Api, ${metadata('fromtemplate')}`)
    const { made } = await create(t, said, { Api: 'fromoperator' })
    assert.equal(made['Client'], 'fromTemplate')
    assert.equal(made['Api'], 'fromoperator')
  })

  for (const [pins, reason] of [
    [{ Pool: 'eu-west-1_abc' }, 'The pinned id must be an id of the form us-east-1_abc123XYZ: eu-west-1_abc'],
    [{ Client: 'a-b' }, 'The id of an app client must be 1 to 128 letters and digits: a-b'],
    [{ Api: 'Shop' }, 'The pinned id must have 3 to 30 lower-case letters and digits: Shop'],
  ] as const)
    it(`that AWS could not give is refused: ${reason}`, async (t) => {
      const { opened, events } = await create(t, template, pins)
      assert.ok(
        events.some((event) => event.includes(reason)),
        events.join('\n'),
      )
      assert.deepEqual(await remains(opened), { pools: [], apis: [] })
    })

  it('that two stacks give their app clients at once is refused to one of them', async (t) => {
    const opened = await openCloudFormation(t)
    const TemplateBody = template.replace('UserPoolClient,', "UserPoolClient, Metadata: { 'poolgate:id': same },")
    const made = await Promise.all(
      ['one', 'two'].map((StackName) => opened.client.CreateStack({ StackName, TemplateBody })),
    )
    const events = (await Promise.all(made.map(({ StackId }) => history(opened, StackId!)))).flat()
    const failures = events.filter((event) => event.includes('Client') && event.includes('CREATE_FAILED'))
    assert.equal(failures.length, 1, events.join('\n'))
    assert.match(failures[0]!, /An app client with the id same already exists\./)
  })

  it('that another has already is refused', async (t) => {
    const { opened } = await create(t, template, ids)
    for (const [logicalId, reason] of [
      ['Pool', `A user pool with the id ${ids.Pool} already exists.`],
      ['Client', `An app client with the id ${ids.Client} already exists.`],
      ['Api', `An API with the id ${ids.Api} already exists.`],
    ] as const) {
      opened.pins.clear()
      opened.pins.set(logicalId, ids[logicalId])
      const StackName = `other-${logicalId}`
      const { StackId } = await opened.client.CreateStack({ StackName, TemplateBody: template })
      const events = await history(opened, StackId!)
      assert.ok(
        events.some((event) => event.startsWith(`${logicalId} CREATE_FAILED`) && event.includes(reason)),
        events.join('\n'),
      )
    }
  })

  it('of a type that has none to choose is refused', async (t) => {
    const group = `  Group: { Type: AWS::Cognito::UserPoolGroup, Properties: { UserPoolId: !Ref Pool } }\n`
    const { events } = await create(t, template + group, { Group: 'admins' })
    const reason = 'The id of Group cannot be pinned: poolgate makes those of AWS::Cognito::UserPoolGroup'
    assert.ok(
      events.some((event) => event.startsWith('Group CREATE_FAILED') && event.includes(reason)),
      events.join('\n'),
    )
  })
})
