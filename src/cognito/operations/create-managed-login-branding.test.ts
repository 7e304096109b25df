import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import type { CreateManagedLoginBrandingCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { ico, jpeg, png, svg, webp } from '../../../test/support/images.ts'
import { openUserPool, refusal } from '../../../test/support/user-pool.ts'

const Settings = { categories: { form: { displayGraphics: true, location: null } }, components: { favicon: [1] } }
const logo = { Category: 'FORM_LOGO', ColorMode: 'LIGHT', Extension: 'PNG', Bytes: png } as const
const unknownId = '11111111-1111-4111-8111-111111111111'
const invalid = (message: string) => refusal('InvalidParameterException', message)

async function open(t: TestContext) {
  const opened = await openUserPool(t)
  const { client, UserPoolId, ClientId } = opened
  const create = async (more: Partial<CreateManagedLoginBrandingCommandInput>) =>
    (await client.CreateManagedLoginBranding({ UserPoolId, ClientId, ...more })).ManagedLoginBranding
  const ofClient = async () =>
    (await client.DescribeManagedLoginBrandingByClient({ UserPoolId, ClientId })).ManagedLoginBranding
  return { ...opened, create, ofClient }
}

describe('CreateManagedLoginBranding', () => {
  it('makes a style that is described by its id and by its client', async (t) => {
    const { create, client, ofClient, clock, UserPoolId } = await open(t)
    const created = await create({ Settings, Assets: [logo] })
    const { ManagedLoginBrandingId = '' } = created ?? {}
    assert.match(ManagedLoginBrandingId, /^[0-9a-f-]{36}$/)
    assert.deepEqual(
      { ...created, Assets: created?.Assets?.map((asset) => ({ ...asset, Bytes: Buffer.from(asset.Bytes ?? '') })) },
      {
        ManagedLoginBrandingId,
        UserPoolId,
        UseCognitoProvidedValues: false,
        Settings,
        Assets: [logo],
        CreationDate: clock.now(),
        LastModifiedDate: clock.now(),
      },
    )
    const described = await client.DescribeManagedLoginBranding({ UserPoolId, ManagedLoginBrandingId })
    assert.deepEqual(described.ManagedLoginBranding?.Settings, Settings)
    assert.deepEqual(await ofClient(), described.ManagedLoginBranding)
  })

  it('shows no settings, but always assets, of a style that Cognito provides', async (t) => {
    const { create } = await open(t)
    const created = await create({ UseCognitoProvidedValues: true })
    assert.deepEqual([created?.Assets, created && 'Settings' in created], [[], false])
  })

  it('refuses a second style of a client', async (t) => {
    const { create, ClientId } = await open(t)
    await create({ UseCognitoProvidedValues: true })
    await assert.rejects(
      create({ UseCognitoProvidedValues: true }),
      refusal(
        'ManagedLoginBrandingExistsException',
        `Managed login branding already exists for the app client ${ClientId}.`,
      ),
    )
  })

  it('refuses the 21st style of a pool', async (t) => {
    const { create, addClient } = await open(t)
    for (let index = 0; index < 20; index++)
      await create({ ClientId: (await addClient()).id, UseCognitoProvidedValues: true })
    await assert.rejects(
      create({ UseCognitoProvidedValues: true }),
      refusal('LimitExceededException', 'A user pool can have at most 20 branding styles.'),
    )
  })

  it('takes each image format by its bytes', async (t) => {
    const { create } = await open(t)
    const created = await create({
      Assets: [
        logo,
        { Category: 'FAVICON_ICO', ColorMode: 'DYNAMIC', Extension: 'ICO', Bytes: ico },
        { Category: 'FAVICON_SVG', ColorMode: 'DYNAMIC', Extension: 'SVG', Bytes: svg },
        { Category: 'PAGE_BACKGROUND', ColorMode: 'DARK', Extension: 'JPEG', Bytes: jpeg },
        { Category: 'FORM_BACKGROUND', ColorMode: 'DARK', Extension: 'WEBP', Bytes: webp },
      ],
    })
    assert.equal(created?.Assets?.length, 5)
  })

  const refused: readonly [string, Partial<CreateManagedLoginBrandingCommandInput>, string][] = [
    [
      'values of one’s own beside those of Cognito',
      { UseCognitoProvidedValues: true, Settings },
      'Settings and Assets cannot be given when UseCognitoProvidedValues is true.',
    ],
    ['neither', {}, 'Settings or Assets must be given when UseCognitoProvidedValues is false.'],
    [
      'settings that are none',
      { Settings: { colors: {} } },
      'Settings must consist of the objects categories, componentClasses, components.',
    ],
    [
      'parts of settings that are no objects',
      { Settings: { components: [] } },
      'Settings must consist of the objects categories, componentClasses, components.',
    ],
    [
      'an asset without bytes',
      { Assets: [{ Category: 'FORM_LOGO', ColorMode: 'DARK', Extension: 'PNG' }] },
      'The asset FORM_LOGO must have Bytes.',
    ],
    [
      'an asset of another type',
      { Assets: [{ ...logo, Extension: 'JPEG' }] },
      'The asset FORM_LOGO is not an image of the type JPEG.',
    ],
    [
      'an icon that is none',
      { Assets: [{ ...logo, Category: 'FAVICON_ICO' }] },
      'The asset FAVICON_ICO must have the Extension ICO.',
    ],
    [
      'two assets for the same place',
      { Assets: [logo, logo] },
      'The asset FORM_LOGO for the color mode LIGHT is given twice.',
    ],
    [
      'a resource of AWS',
      { Assets: [{ ...logo, ResourceId: 'r' }] },
      'poolgate does not implement ResourceId of Assets yet',
    ],
  ]
  for (const [what, more, message] of refused)
    it(`refuses ${what}`, async (t) => {
      const { create } = await open(t)
      await assert.rejects(create(more), invalid(message))
    })
})

describe('DescribeManagedLoginBranding and DescribeManagedLoginBrandingByClient', () => {
  it('refuse styles that are not there, and to merge them with those of AWS', async (t) => {
    const { client, UserPoolId, ClientId } = await open(t)
    const byId = { UserPoolId, ManagedLoginBrandingId: unknownId }
    await assert.rejects(
      client.DescribeManagedLoginBranding(byId),
      refusal('ResourceNotFoundException', `Managed login branding ${unknownId} does not exist.`),
    )
    await assert.rejects(
      client.DescribeManagedLoginBrandingByClient({ UserPoolId, ClientId }),
      refusal('ResourceNotFoundException', `The app client ${ClientId} has no managed login branding.`),
    )
    const merged = invalid('poolgate does not implement ReturnMergedResources yet')
    await assert.rejects(client.DescribeManagedLoginBranding({ ...byId, ReturnMergedResources: true }), merged)
    await assert.rejects(
      client.DescribeManagedLoginBrandingByClient({ UserPoolId, ClientId, ReturnMergedResources: true }),
      merged,
    )
  })
})

describe('UpdateManagedLoginBranding and DeleteManagedLoginBranding', () => {
  it('replace a style whole, and take it away', async (t) => {
    const { create, client, ofClient, UserPoolId, clock } = await open(t)
    const { ManagedLoginBrandingId } = (await create({ Settings, Assets: [logo] })) ?? {}
    clock.advance(1000)
    const named = { UserPoolId, ManagedLoginBrandingId }
    const updated = await client.UpdateManagedLoginBranding({ ...named, UseCognitoProvidedValues: true })
    assert.deepEqual(await ofClient(), updated.ManagedLoginBranding)
    const { Settings: settings, Assets, LastModifiedDate } = updated.ManagedLoginBranding ?? {}
    assert.deepEqual([settings, Assets, LastModifiedDate], [undefined, [], clock.now()])
    await assert.rejects(
      client.UpdateManagedLoginBranding({ UserPoolId, UseCognitoProvidedValues: true }),
      invalid('UserPoolId and ManagedLoginBrandingId must be given.'),
    )
    await client.DeleteManagedLoginBranding(named)
    await assert.rejects(ofClient(), { code: 'ResourceNotFoundException' })
    await assert.rejects(client.DeleteManagedLoginBranding(named), { code: 'ResourceNotFoundException' })
  })
})
