import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CreateStackCommandInput } from '@aws-sdk/client-cloudformation'
import { articleTemplate, openCloudFormation } from '../../../test/support/cloudformation.ts'

const pool = 'Resources: { Pool: { Type: AWS::Cognito::UserPool } }'

describe('CreateStack', () => {
  it('gives the stack an ARN of its region, account and name', async (t) => {
    const { client } = await openCloudFormation(t)
    const { StackId } = await client.CreateStack({ StackName: 'shop', TemplateBody: pool })
    assert.match(
      StackId!,
      /^arn:aws:cloudformation:us-east-1:000000000000:stack\/shop\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    )
  })

  it('refuses names that CloudFormation refuses', async (t) => {
    const { client } = await openCloudFormation(t)
    for (const StackName of ['a_b', '1a', 'a.b', '-a'])
      await assert.rejects(client.CreateStack({ StackName, TemplateBody: pool }), {
        name: 'ValidationError',
        message: `1 validation error detected: Value '${StackName}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
      })
    await assert.rejects(
      client.CreateStack({ StackName: 'a'.repeat(129), TemplateBody: pool }),
      /less than or equal to 128/,
    )
  })

  it('refuses a second stack of the same name, but not the same call again', async (t) => {
    const { client } = await openCloudFormation(t)
    const first = await client.CreateStack({ StackName: 'shop', TemplateBody: pool, ClientRequestToken: 'one' })
    assert.deepEqual(
      await client.CreateStack({ StackName: 'shop', TemplateBody: pool, ClientRequestToken: 'one' }),
      first,
    )
    const again = { name: 'AlreadyExistsException', message: 'Stack [shop] already exists' }
    await assert.rejects(client.CreateStack({ StackName: 'shop', TemplateBody: pool }), again)
    await assert.rejects(
      client.CreateStack({ StackName: 'shop', TemplateBody: pool, ClientRequestToken: 'two' }),
      again,
    )
  })

  it('lets one of two calls at once win', async (t) => {
    const { client } = await openCloudFormation(t)
    const results = await Promise.allSettled(
      [1, 2].map(() => client.CreateStack({ StackName: 'shop', TemplateBody: pool })),
    )
    assert.deepEqual(new Set(results.map(({ status }) => status)), new Set(['fulfilled', 'rejected']))
  })

  it('refuses a template by resource, property and line before anything is made', async (t) => {
    const { client, calls } = await openCloudFormation(t)
    const refused = (TemplateBody: string, message: string) =>
      assert.rejects(client.CreateStack({ StackName: 'shop', TemplateBody }), { name: 'ValidationError', message })
    await refused(
      articleTemplate.replace('AWS::ApiGatewayV2::Stage', 'AWS::SQS::Queue'),
      'Template format error: Unrecognized resource types: [AWS::SQS::Queue] (TemplateBody:43:11, Resources.Stage.Type)',
    )
    await refused(
      articleTemplate.replace('RouteKey:', 'RuoteKey:'),
      'Encountered unsupported property RuoteKey (TemplateBody:38:7, Resources.Route.Properties.RuoteKey)',
    )
    await refused(
      articleTemplate.replace('RouteKey: GET /', 'OperationName: x'),
      'Property RouteKey cannot be empty. (TemplateBody:37:7, Resources.Route.Properties)',
    )
    assert.deepEqual(calls, [])
    await assert.rejects(client.DescribeStacks({ StackName: 'shop' }), { message: 'Stack with id shop does not exist' })
  })

  it('refuses by name what would have no effect', async (t) => {
    const { client } = await openCloudFormation(t)
    const base = { StackName: 'shop', TemplateBody: pool }
    const cases: [Partial<CreateStackCommandInput>, string][] = [
      [{ TemplateURL: 'https://bucket/key' }, 'You cannot specify both Template Body and Template URL.'],
      [{ NotificationARNs: ['arn:aws:sns:us-east-1:1:t'] }, 'poolgate does not implement NotificationARNs'],
      [{ ResourceTypes: ['AWS::*'] }, 'poolgate does not implement ResourceTypes'],
      [
        { RollbackConfiguration: { MonitoringTimeInMinutes: 1 } },
        'poolgate does not implement RollbackConfiguration.MonitoringTimeInMinutes',
      ],
      [{ StackPolicyBody: '[]' }, 'Error validating stack policy: Invalid stack policy'],
      [
        { OnFailure: 'DELETE', DisableRollback: true },
        'You can specify either DisableRollback or OnFailure, but not both.',
      ],
    ]
    for (const [more, message] of cases)
      await assert.rejects(client.CreateStack({ ...base, ...more }), { name: 'ValidationError', message })
    await assert.rejects(client.CreateStack({ StackName: 'shop' }), {
      message: 'Either Template URL or Template Body must be specified.',
    })
    await assert.rejects(
      client.CreateStack({ StackName: 'shop', TemplateBody: `${pool}\n#${'x'.repeat(51_200)}` }),
      /less than or equal to 51200/,
    )
    await assert.rejects(
      client.CreateStack({ ...base, Tags: [{ Key: 'aws:x', Value: 'y' }] }),
      /^ValidationError: aws: prefixed tag key names are not allowed/,
    )
  })

  it('seals NoEcho parameters at rest and shows asterisks', async (t) => {
    const { client, store } = await openCloudFormation(t)
    const TemplateBody = `Parameters: { Secret: { Type: String, NoEcho: true } }\n${pool}`
    await client.CreateStack({
      StackName: 'shop',
      TemplateBody,
      Parameters: [{ ParameterKey: 'Secret', ParameterValue: 'hunter2' }],
    })
    const { Stacks } = await client.DescribeStacks({ StackName: 'shop' })
    assert.deepEqual(Stacks?.[0]?.Parameters, [{ ParameterKey: 'Secret', ParameterValue: '****' }])
    assert.ok(!JSON.stringify(await store.findStack('us-east-1', 'shop')).includes('hunter2'))
  })

  it('keeps stacks of different regions apart', async (t) => {
    const { client, clientOf, newEngine } = await openCloudFormation(t)
    const other = clientOf(newEngine(), 'eu-west-1')
    await client.CreateStack({ StackName: 'shop', TemplateBody: pool })
    const { StackId } = await other.CreateStack({ StackName: 'shop', TemplateBody: pool })
    assert.match(StackId!, /^arn:aws:cloudformation:eu-west-1:/)
    const { StackResources } = await other.DescribeStackResources({ StackName: 'shop' })
    assert.match(StackResources?.[0]?.PhysicalResourceId ?? '', /^eu-west-1_/)
    await assert.rejects(client.DescribeStacks({ StackName: StackId }), {
      message: `Stack with id ${StackId} does not exist`,
    })
  })
})
