import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openCloudFormation } from '../../../test/support/cloudformation.ts'
import { refusalOf } from '../../../test/support/templates.ts'

const template = (more = '', name = 'api.example.com') => `
Resources:
  Certificate:
    Type: AWS::CertificateManager::Certificate
    Properties: { DomainName: '${name}', ValidationMethod: DNS ${more} }
  Domain:
    Type: AWS::ApiGatewayV2::DomainName
    Properties: { DomainName: '${name}', DomainNameConfigurations: [{ CertificateArn: !Ref Certificate }] }
`

describe('AWS::CertificateManager::Certificate', () => {
  it('is what a custom domain names, and another one once it is for another domain', async (t) => {
    const { client, gateway } = await openCloudFormation(t)
    const StackName = 'shop'
    const arnOf = async (DomainName: string) => {
      const { DomainNameConfigurations = [] } = await gateway.GetDomainName({ DomainName })
      return DomainNameConfigurations[0]?.CertificateArn ?? ''
    }
    await client.CreateStack({ StackName, TemplateBody: template() })
    const first = await arnOf('api.example.com')
    assert.match(first, /^arn:aws:acm:us-east-1:000000000000:certificate\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    await client.UpdateStack({ StackName, TemplateBody: template(', Tags: [{ Key: a, Value: b }]') })
    assert.equal(await arnOf('api.example.com'), first)
    await client.UpdateStack({ StackName, TemplateBody: template('', 'www.example.com') })
    assert.notEqual(await arnOf('www.example.com'), first)
    await client.DeleteStack({ StackName })
    assert.deepEqual((await gateway.GetDomainNames({})).Items, [])
  })

  it('is refused by name when a private authority is to issue it', () => {
    assert.match(
      refusalOf(template(', CertificateAuthorityArn: arn:aws:acm-pca:us-east-1:000000000000:certificate-authority/a')),
      /^poolgate does not implement the property CertificateAuthorityArn of AWS::CertificateManager::Certificate/,
    )
  })
})
