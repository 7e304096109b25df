import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openStack } from '../../../test/support/cloudformation.ts'

const template = `
Resources:
  Assets:
    Type: AWS::S3::Bucket
    DeletionPolicy: Delete
    Properties:
      AccessControl: Private
      BucketEncryption:
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: aws:kms } }]
      LifecycleConfiguration:
        Rules: [{ Id: old, Status: Enabled, NoncurrentVersionExpiration: { NoncurrentDays: 30 } }]
      PublicAccessBlockConfiguration: { BlockPublicAcls: true }
      VersioningConfiguration: { Status: Enabled }
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Assets
      PolicyDocument:
        Statement:
          Effect: Deny
          Principal: '*'
          Action: s3:*
          Resource: !Sub '\${Assets.Arn}/*'
          Condition: { Bool: { aws:SecureTransport: 'false' } }
  Version:
    Type: AWS::SSM::Parameter
    Properties: { Name: /app/version, Type: String, Value: '1' }
  Images:
    Type: AWS::ECR::Repository
    Properties: { RepositoryName: images, ImageTagMutability: IMMUTABLE }
Outputs:
  Domain: { Value: !GetAtt Assets.RegionalDomainName }
  Version: { Value: !GetAtt Version.Value }
  Images: { Value: !GetAtt Images.RepositoryUri }
`

describe('what the CDK keeps its assets in', () => {
  it('is made as its template says', async (t) => {
    const { client, s3, StackName, idOf } = await openStack(t, template)
    const Bucket = (await idOf('Assets')) ?? assert.fail()
    assert.match(Bucket, /^shop-assets-[a-z0-9]+$/)
    const { Stacks } = await client.DescribeStacks({ StackName })
    assert.deepEqual(
      Stacks?.[0]?.Outputs?.map(({ OutputValue }) => OutputValue),
      [`${Bucket}.s3.us-east-1.amazonaws.com`, '1', '000000000000.dkr.ecr.us-east-1.amazonaws.com/images'],
    )
    assert.deepEqual(await s3.GetBucketVersioning({ Bucket }), { Status: 'Enabled' })
    const { ServerSideEncryptionConfiguration: encryption } = await s3.GetBucketEncryption({ Bucket })
    assert.equal(encryption?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm, 'aws:kms')
    const { Rules } = await s3.GetBucketLifecycleConfiguration({ Bucket })
    assert.equal(Rules?.[0]?.NoncurrentVersionExpiration?.NoncurrentDays, 30)
    assert.match((await s3.GetBucketPolicy({ Bucket })).Policy ?? '', /aws:SecureTransport/)
  })

  it('changes in place, and goes with its stack', async (t) => {
    const { client, s3, ssm, StackName, idOf, update } = await openStack(t, template)
    const Bucket = (await idOf('Assets')) ?? assert.fail()
    await update(template.replace("Value: '1'", "Value: '2'").replace('NoncurrentDays: 30', 'NoncurrentDays: 7'))
    assert.equal((await ssm.GetParameter({ Name: '/app/version' })).Parameter?.Value, '2')
    const { Rules } = await s3.GetBucketLifecycleConfiguration({ Bucket })
    assert.equal(Rules?.[0]?.NoncurrentVersionExpiration?.NoncurrentDays, 7)
    await client.DeleteStack({ StackName })
    await assert.rejects(s3.HeadBucket({ Bucket }), { name: 'NoSuchBucket' })
    await assert.rejects(ssm.GetParameter({ Name: '/app/version' }), { name: 'ParameterNotFound' })
  })

  it('is refused by name where poolgate would not do what it says', async (t) => {
    const { client } = await openStack(t)
    const refused = (from: string, to: string, message: RegExp) =>
      assert.rejects(client.CreateStack({ StackName: 'b', TemplateBody: template.replace(from, to) }), { message })
    await refused('AccessControl: Private', 'AccessControl: PublicRead', /PublicRead is not a valid enum value/)
    await refused('AccessControl: Private', 'WebsiteConfiguration: {}', /does not implement the property WebsiteConf/)
    await refused('Type: String', 'Type: String, Tier: Advanced', /does not implement the property Tier/)
  })

  it('need not be a type that poolgate has where a condition leaves it out', async (t) => {
    const { client } = await openStack(t)
    const conditional = (value: string) => `
Conditions: { Own: !Equals [${value}, 'yes'] }
Resources:
  Images: { Type: AWS::ECR::Repository }
  Queue: { Type: AWS::SQS::Queue, Condition: Own }
`
    await client.CreateStack({ StackName: 'b', TemplateBody: conditional('no') })
    await assert.rejects(client.CreateStack({ StackName: 'c', TemplateBody: conditional('yes') }), {
      message: /^Template format error: Unrecognized resource types: \[AWS::SQS::Queue\]/,
    })
  })
})
