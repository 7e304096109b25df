import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { png, svg } from '../../../test/support/images.ts'
import { openLoginPages } from '../../../test/support/login-pages.ts'

describe('the branding of managed login', () => {
  it('shows the images that its settings switch on, by addresses of the domain', async (t) => {
    const { visit, send, client, UserPoolId, ClientId } = await openLoginPages(t)
    await client.UpdateUserPoolDomain({ UserPoolId, Domain: 'shop', ManagedLoginVersion: 2 })
    const { ManagedLoginBranding: branding } = await client.CreateManagedLoginBranding({
      UserPoolId,
      ClientId,
      Settings: { components: { form: { logo: { enabled: true } }, pageBackground: { image: { enabled: true } } } },
      Assets: [
        { Category: 'FORM_LOGO', ColorMode: 'LIGHT', Extension: 'PNG', Bytes: png },
        { Category: 'FORM_LOGO', ColorMode: 'DARK', Extension: 'SVG', Bytes: svg },
        { Category: 'PAGE_BACKGROUND', ColorMode: 'DYNAMIC', Extension: 'PNG', Bytes: png },
        { Category: 'PAGE_HEADER_LOGO', ColorMode: 'DYNAMIC', Extension: 'PNG', Bytes: png },
        { Category: 'FAVICON_SVG', ColorMode: 'DYNAMIC', Extension: 'SVG', Bytes: svg },
      ],
    })
    const { body } = await visit('/login')
    const address = (category: string, mode: string) => `/assets/${category}?client_id=${ClientId}&mode=${mode}&v=0`
    const written = (category: string, mode: string) => address(category, mode).replaceAll('&', '&#38;')
    assert.ok(body.includes(`<img src="${written('FORM_LOGO', 'LIGHT')}"`))
    assert.ok(body.includes(`<source srcset="${written('FORM_LOGO', 'DARK')}"`))
    assert.ok(body.includes(`url("${address('PAGE_BACKGROUND', 'DYNAMIC')}")`))
    assert.ok(body.includes(`<link rel="icon" href="${written('FAVICON_SVG', 'DYNAMIC')}"`))
    assert.ok(!body.includes('PAGE_HEADER_LOGO'))

    const image = await send('GET', address('FORM_LOGO', 'DARK'))
    assert.deepEqual([image.headers['content-type'], image.bytes], ['image/svg+xml', new Uint8Array(svg)])
    assert.equal(image.headers['content-security-policy'], "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    assert.equal((await send('GET', address('FORM_LOGO', 'DYNAMIC'))).status, 404)
    assert.equal(branding?.Assets?.length, 5)
  })

  it("is the base style where Cognito's own values are used", async (t) => {
    const { visit, client, UserPoolId, ClientId } = await openLoginPages(t)
    await client.UpdateUserPoolDomain({ UserPoolId, Domain: 'shop', ManagedLoginVersion: 2 })
    await client.CreateManagedLoginBranding({ UserPoolId, ClientId, UseCognitoProvidedValues: true })
    assert.doesNotMatch((await visit('/login')).body, /<img|url\(/)
  })
})

describe('the customization of the classic hosted UI', () => {
  it('shows its logo and has the last word in the style sheet', async (t) => {
    const { visit, send, client, UserPoolId, ClientId } = await openLoginPages(t)
    await client.SetUICustomization({ UserPoolId, CSS: '.label-customizable { color: teal }', ImageFile: png })
    const { body } = await visit('/login')
    assert.match(body, /\.label-customizable \{ color: teal \}<\/style>/)
    assert.match(body, /<label for="username" class="label-customizable">/)
    const [, address = ''] = /<img src="([^"]+)"/.exec(body) ?? []
    const image = await send('GET', address.replaceAll('&#38;', '&'))
    assert.deepEqual([image.headers['content-type'], image.bytes], ['image/png', new Uint8Array(png)])

    await client.SetUICustomization({ UserPoolId, ClientId, CSS: '.label-customizable { color: navy }' })
    const own = await visit('/login')
    assert.match(own.body, /color: navy/)
    assert.doesNotMatch(own.body, /<img/)
  })
})
