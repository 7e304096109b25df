import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openStack } from '../../../test/support/cloudformation.ts'
import { png } from '../../../test/support/images.ts'

const template = `
Resources:
  Pool: { Type: AWS::Cognito::UserPool }
  Web: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Pool } }
  App: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Pool } }
  Domain: { Type: AWS::Cognito::UserPoolDomain, Properties: { UserPoolId: !Ref Pool, Domain: shop } }
  Classic:
    Type: AWS::Cognito::UserPoolUICustomizationAttachment
    DependsOn: Domain
    Properties: { UserPoolId: !Ref Pool, ClientId: ALL, CSS: '.label-customizable { font-weight: 400; }' }
  Branding:
    Type: AWS::Cognito::ManagedLoginBranding
    Properties:
      UserPoolId: !Ref Pool
      ClientId: !Ref Web
      ReturnMergedResources: true
      Settings: { components: { form: { borderRadius: 8, backgroundImage: { enabled: false } } } }
      Assets: [{ Category: FORM_LOGO, ColorMode: LIGHT, Extension: PNG, Bytes: ${png.toString('base64')} }]
  Terms:
    Type: AWS::Cognito::Terms
    Properties:
      UserPoolId: !Ref Pool
      ClientId: !Ref Web
      TermsName: terms-of-use
      TermsSource: LINK
      Enforcement: NONE
      Links: { 'cognito:default': https://example.com/terms }
Outputs:
  BrandingId: { Value: !GetAtt Branding.ManagedLoginBrandingId }
  TermsId: { Value: !GetAtt Terms.TermsId }
`

async function openWithBranding(...[t]: Parameters<typeof openStack>) {
  const opened = await openStack(t, template)
  const { cognito, client, idOf } = opened
  const UserPoolId = await idOf('Pool')
  const outputs = async () => {
    const { Stacks = [] } = await client.DescribeStacks({ StackName: 'shop' })
    return (Stacks[0]?.Outputs ?? []).map(({ OutputValue }) => OutputValue)
  }
  const customization = async () => (await cognito.GetUICustomization({ UserPoolId })).UICustomization
  const brandingOf = async (logicalId: string) =>
    (await cognito.DescribeManagedLoginBrandingByClient({ UserPoolId, ClientId: await idOf(logicalId) }))
      .ManagedLoginBranding
  const terms = async () => {
    const { Terms } = await cognito.ListTerms({ UserPoolId })
    assert.equal(Terms.length, 1)
    return (await cognito.DescribeTerms({ UserPoolId, TermsId: Terms[0]?.TermsId })).Terms
  }
  return { ...opened, UserPoolId, outputs, customization, brandingOf, terms }
}

describe('a stack with the looks and terms of login pages', () => {
  it('makes them for their clients', async (t) => {
    const { status, idOf, outputs, customization, brandingOf, terms, UserPoolId } = await openWithBranding(t)
    assert.equal(await status(), 'CREATE_COMPLETE')
    const [brandingId, termsId] = await outputs()
    assert.deepEqual(
      [await idOf('Branding'), await idOf('Terms'), await idOf('Classic')],
      [`${UserPoolId}|${brandingId}`, `${UserPoolId}|${termsId}`, `${UserPoolId}|ALL`],
    )
    assert.equal((await customization())?.CSS, '.label-customizable { font-weight: 400; }')
    const branding = await brandingOf('Web')
    assert.equal(branding?.ManagedLoginBrandingId, brandingId)
    assert.deepEqual(branding?.Settings, {
      components: { form: { borderRadius: 8, backgroundImage: { enabled: false } } },
    })
    assert.deepEqual(Buffer.from(branding?.Assets?.[0]?.Bytes ?? ''), png)
    assert.deepEqual([(await terms())?.TermsId, (await terms())?.ClientId], [termsId, await idOf('Web')])
  })

  it('changes them in place and takes away what the template has no more', async (t) => {
    const { update, status, outputs, customization, brandingOf, terms } = await openWithBranding(t)
    const before = await outputs()
    const changed = template
      .replace(", CSS: '.label-customizable { font-weight: 400; }'", '')
      .replace(/ {6}Assets: .*\n/, '')
      .replace('borderRadius: 8', 'borderRadius: 9')
      .replace('TermsName: terms-of-use', 'TermsName: privacy-policy')
      .replace('/terms }', '/privacy }')
    await update(changed)
    assert.equal(await status(), 'UPDATE_COMPLETE')
    assert.deepEqual(await outputs(), before)
    assert.deepEqual(await customization(), {})
    const branding = await brandingOf('Web')
    assert.deepEqual(branding?.Settings, {
      components: { form: { borderRadius: 9, backgroundImage: { enabled: false } } },
    })
    assert.deepEqual(branding?.Assets, [])
    assert.deepEqual(
      [(await terms())?.TermsName, (await terms())?.Links],
      ['privacy-policy', { 'cognito:default': 'https://example.com/privacy' }],
    )
  })

  it('makes other ones for another client, and drops the old ones', async (t) => {
    const { update, status, outputs, brandingOf, terms, idOf } = await openWithBranding(t)
    const before = await outputs()
    await update(template.replaceAll('ClientId: !Ref Web', 'ClientId: !Ref App'))
    assert.equal(await status(), 'UPDATE_COMPLETE')
    const after = await outputs()
    assert.equal(
      after.some((id) => before.includes(id)),
      false,
    )
    await assert.rejects(brandingOf('Web'), { code: 'ResourceNotFoundException' })
    assert.equal((await brandingOf('App'))?.ManagedLoginBrandingId, after[0])
    assert.equal((await terms())?.ClientId, await idOf('App'))
  })

  it('is deleted with them, also when the domain went first', async (t) => {
    const { client, cognito, UserPoolId } = await openWithBranding(t)
    await cognito.DeleteUserPoolDomain({ UserPoolId, Domain: 'shop' })
    await client.DeleteStack({ StackName: 'shop' })
    await assert.rejects(client.DescribeStacks({ StackName: 'shop' }), { name: 'ValidationError' })
    assert.deepEqual((await cognito.ListUserPools({ MaxResults: 60 })).UserPools, [])
  })
})
