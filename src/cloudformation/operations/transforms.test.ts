import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCloudFormation, remains } from '../../../test/support/cloudformation.ts'

const template = (names: string): string => `
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Apis:
    - Name
    - [${names}]
    - '\${Name}Api': { Type: AWS::ApiGatewayV2::Api, Properties: { Name: !Ref Name, ProtocolType: HTTP } }`
const Capabilities = ['CAPABILITY_AUTO_EXPAND' as const]

describe('a template with AWS::LanguageExtensions', () => {
  it('needs CAPABILITY_AUTO_EXPAND, unless a change set shows first what becomes of it', async (t) => {
    const opened = await openCloudFormation(t)
    const { client } = opened
    const refused = {
      name: 'InsufficientCapabilitiesException',
      message: 'Requires capabilities : [CAPABILITY_AUTO_EXPAND]',
    }
    await assert.rejects(client.CreateStack({ StackName: 'shop', TemplateBody: template('a') }), refused)
    const { Id } = await client.CreateChangeSet({
      StackName: 'shop',
      ChangeSetName: 'first',
      ChangeSetType: 'CREATE',
      TemplateBody: template('a'),
    })
    await client.ExecuteChangeSet({ ChangeSetName: Id })
    const TemplateBody = template('b, c')
    await assert.rejects(client.UpdateStack({ StackName: 'shop', TemplateBody }), refused)
    await client.UpdateStack({ StackName: 'shop', TemplateBody, Capabilities })
    assert.deepEqual(new Set((await remains(opened)).apis), new Set(['b', 'c']))
  })

  it('is given back as it was sent and as it was processed', async (t) => {
    const { client } = await openCloudFormation(t)
    const TemplateBody = template('a')
    await client.CreateStack({ StackName: 'shop', TemplateBody, Capabilities })
    const original = await client.GetTemplate({ StackName: 'shop', TemplateStage: 'Original' })
    assert.equal(original.TemplateBody, TemplateBody)
    const processed = (await client.GetTemplate({ StackName: 'shop' })).TemplateBody ?? ''
    assert.deepEqual(JSON.parse(processed), {
      Resources: { aApi: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'a', ProtocolType: 'HTTP' } } },
    })
  })

  it('is told to have that transform', async (t) => {
    const { client } = await openCloudFormation(t)
    const summary = await client.GetTemplateSummary({ TemplateBody: template('a') })
    assert.deepEqual(
      [summary.DeclaredTransforms, summary.ResourceTypes],
      [['AWS::LanguageExtensions'], ['AWS::ApiGatewayV2::Api']],
    )
    const valid = await client.ValidateTemplate({ TemplateBody: template('a') })
    assert.deepEqual([valid.DeclaredTransforms, valid.Capabilities], [['AWS::LanguageExtensions'], Capabilities])
  })

  it('can loop through parameters that have no default', async (t) => {
    const opened = await openCloudFormation(t)
    const { client } = opened
    const parameter = 'Parameters: { Names: { Type: CommaDelimitedList } }'
    const TemplateBody = `${parameter}${template('NAMES').replace('[NAMES]', '!Ref Names')}`
    const named = (ParameterValue: string) => [{ ParameterKey: 'Names', ParameterValue }]
    await client.CreateStack({ StackName: 'shop', TemplateBody, Parameters: named('a'), Capabilities })
    const { ResourceTypes } = await client.GetTemplateSummary({ StackName: 'shop' })
    assert.deepEqual(ResourceTypes, ['AWS::ApiGatewayV2::Api'])
    const update = { StackName: 'shop', UsePreviousTemplate: true, Capabilities }
    await assert.rejects(client.UpdateStack({ ...update, Parameters: named('a') }), {
      message: 'No updates are to be performed.',
    })
    await client.UpdateStack({ ...update, Parameters: named('a,b') })
    assert.deepEqual(new Set((await remains(opened)).apis), new Set(['a', 'b']))
  })
})
