import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCloudFormation } from '../../../test/support/cloudformation.ts'
import { planTemplate, refusalOf } from '../../../test/support/templates.ts'

const Role = 'arn:aws:iam::000000000000:role/app'
const template = (more: string, id = 'Hello') => `
Resources:
  ${id}:
    Type: AWS::Lambda::Function
    Properties: { Role: '${Role}', Code: { ZipFile: x }, ${more} }
  Permission:
    Type: AWS::Lambda::Permission
    Properties: { FunctionName: !GetAtt ${id}.Arn, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com }
Outputs:
  Arn: { Value: !GetAtt ${id}.Arn }
`
const runtime = 'Runtime: nodejs22.x, Handler: index.handler'

describe('AWS::Lambda::Function', () => {
  it('is the function of its name behind the endpoint, and of its logical id without one', async (t) => {
    const { client } = await openCloudFormation(t)
    for (const [more, name] of [
      [runtime, 'Hello'],
      [`${runtime}, FunctionName: greet`, 'greet'],
    ] as const) {
      await client.CreateStack({ StackName: name, TemplateBody: template(more) })
      const { Stacks } = await client.DescribeStacks({ StackName: name })
      const arn = `arn:aws:lambda:us-east-1:000000000000:function:${name}`
      assert.equal(Stacks?.[0]?.Outputs?.[0]?.OutputValue, arn)
    }
    const TemplateBody = template(`${runtime}, MemorySize: 256, Environment: { Variables: { LEVEL: 5 } }`)
    await client.UpdateStack({ StackName: 'Hello', TemplateBody })
    await client.DeleteStack({ StackName: 'Hello' })
  })

  it('that no endpoint runs is refused before anything is made, naming it and the options', () => {
    const text =
      'poolgate runs no functions: say where unreached runs, with --lambda unreached=URL or --lambda-endpoint URL'
    assert.equal(refusalOf(template(runtime, 'unreached')), `${text} (TemplateBody:4:11, Resources.unreached)`)
    assert.equal(
      refusalOf(template(`${runtime}, FunctionName: unreached`)),
      `${text} (TemplateBody:4:11, Resources.Hello)`,
    )
    assert.ok(planTemplate(template(runtime)))
  })

  it('that only its references name is refused when it would be made', async (t) => {
    const { client } = await openCloudFormation(t)
    const api = '  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: a, ProtocolType: HTTP } }\n'
    const TemplateBody = template(
      `${runtime}, FunctionName: !Select [1, !Split ['-', !Sub '\${Api}-unreached']]`,
    ).replace('Resources:\n', `Resources:\n${api}`)
    await client.CreateStack({ StackName: 'shop', TemplateBody })
    const { StackEvents = [] } = await client.DescribeStackEvents({ StackName: 'shop' })
    const reasons = StackEvents.map(({ ResourceStatusReason = '' }) => ResourceStatusReason).join('\n')
    assert.match(reasons, /say where unreached runs, with --lambda unreached=URL .*\(Service: Lambda, Status Code: 400/)
  })

  it('needs a runtime and a handler unless it is an image', async (t) => {
    const { client } = await openCloudFormation(t)
    await client.CreateStack({ StackName: 'image', TemplateBody: template('PackageType: Image') })
    await client.CreateStack({ StackName: 'zip', TemplateBody: template('Handler: a.b') })
    const { Stacks = [] } = await client.DescribeStacks({})
    assert.deepEqual(
      new Map(Stacks.map(({ StackName, StackStatus }) => [StackName, StackStatus])),
      new Map([
        ['image', 'CREATE_COMPLETE'],
        ['zip', 'ROLLBACK_COMPLETE'],
      ]),
    )
  })
})

describe('AWS::Lambda::Version and AWS::Lambda::Alias', () => {
  const published = (version: string, alias = '') =>
    template(runtime).replace(
      'Outputs:\n',
      `  ${version}: { Type: AWS::Lambda::Version, DeletionPolicy: Retain, Properties: { FunctionName: !Ref Hello } }
  Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !GetAtt Hello.Arn, FunctionVersion: !GetAtt ${version}.Version, Name: live ${alias} } }
  MayInvoke: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Live, Action: lambda:InvokeFunction, Principal: apigateway.amazonaws.com } }
Outputs:
  Version: { Value: !Ref ${version} }
  Number: { Value: !GetAtt ${version}.Version }
  Live: { Value: !Ref Live }
`,
    )

  it('are named after their function, the alias by its name and the version by a number of its own', async (t) => {
    const { client } = await openCloudFormation(t)
    const StackName = 'shop'
    const outputs = async () => {
      const { Stacks } = await client.DescribeStacks({ StackName })
      assert.match(Stacks?.[0]?.StackStatus ?? '', /^(?:CREATE|UPDATE)_COMPLETE$/)
      return Object.fromEntries((Stacks?.[0]?.Outputs ?? []).map((each) => [each.OutputKey, each.OutputValue ?? '']))
    }
    await client.CreateStack({ StackName, TemplateBody: published('First') })
    const first = await outputs()
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:Hello'
    assert.match(first['Number'] ?? '', /^[1-9]\d*$/)
    assert.deepEqual([first['Version'], first['Live']], [`${arn}:${first['Number']}`, `${arn}:live`])
    await client.UpdateStack({ StackName, TemplateBody: published('Second', ', Description: the newest') })
    const second = await outputs()
    assert.notEqual(second['Number'], first['Number'])
    assert.equal(second['Live'], first['Live'])
    await client.DeleteStack({ StackName })
  })

  it('are refused with what only the service that runs a function could do', () => {
    const place = '(TemplateBody:'
    const weights = published('V', ', RoutingConfig: { AdditionalVersionWeights: [] }')
    assert.ok(
      refusalOf(weights).startsWith(
        `poolgate does not implement the property RoutingConfig of AWS::Lambda::Alias ${place}`,
      ),
    )
    const hashed = published('V').replace('FunctionName: !Ref Hello }', 'FunctionName: !Ref Hello, CodeSha256: x }')
    assert.ok(
      refusalOf(hashed).startsWith(
        `poolgate does not implement the property CodeSha256 of AWS::Lambda::Version ${place}`,
      ),
    )
  })

  it('are refused for a function that no endpoint runs', async (t) => {
    const { client } = await openCloudFormation(t)
    for (const [StackName, resource] of [
      ['version', 'Type: AWS::Lambda::Version, Properties: { FunctionName: unreached }'],
      ['alias', "Type: AWS::Lambda::Alias, Properties: { FunctionName: Hello, FunctionVersion: '1', Name: unreached }"],
    ] as const) {
      await client.CreateStack({ StackName, TemplateBody: `Resources:\n  R: { ${resource} }` })
      const { StackEvents = [] } = await client.DescribeStackEvents({ StackName })
      const reasons = StackEvents.map(({ ResourceStatusReason = '' }) => ResourceStatusReason).join('\n')
      assert.match(
        reasons,
        /poolgate runs no functions: say where \w+ runs, with --lambda .*Status Code: 404/,
        StackName,
      )
    }
  })
})

describe('AWS::Lambda::Permission', () => {
  it('is refused for a function that no endpoint runs', async (t) => {
    const { client } = await openCloudFormation(t)
    const TemplateBody =
      'Resources:\n  P: { Type: AWS::Lambda::Permission, Properties: { FunctionName: unreached, Action: "*", Principal: a } }'
    await client.CreateStack({ StackName: 'shop', TemplateBody })
    assert.equal((await client.DescribeStacks({ StackName: 'shop' })).Stacks?.[0]?.StackStatus, 'ROLLBACK_COMPLETE')
  })
})

describe('resources that stand for nothing', () => {
  it('are kept with their stack', async (t) => {
    const { client } = await openCloudFormation(t)
    const body = (analytics: string) =>
      `Resources:\n  M: { Type: AWS::CDK::Metadata, Properties: { Analytics: '${analytics}' } }\n  W: { Type: AWS::CloudFormation::WaitConditionHandle }`
    const { StackId } = await client.CreateStack({ StackName: 'shop', TemplateBody: body('v2:a') })
    await client.UpdateStack({ StackName: 'shop', TemplateBody: body('v2:b') })
    await client.DeleteStack({ StackName: 'shop' })
    const { Stacks } = await client.DescribeStacks({ StackName: StackId })
    assert.equal(Stacks?.[0]?.StackStatus, 'DELETE_COMPLETE')
  })
})
