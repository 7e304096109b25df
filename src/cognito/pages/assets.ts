import type { AssetCategoryType } from '@aws-sdk/client-cognito-identity-provider'
import { type ImageFormat, imageFormatOf } from '../branding/images.ts'
import type { DomainAnswer, DomainContext, DomainPath, DomainRequest } from '../domains/domain-exchange.ts'
import { requireClientOfPool } from '../oauth/authorization-request.ts'
import { passkeyScriptPath } from './passkey-prompt.ts'
import { passkeyScript } from './passkey-script.ts'

const categories = [
  'AUTH_APP_GRAPHIC',
  'EMAIL_GRAPHIC',
  'FAVICON_ICO',
  'FAVICON_SVG',
  'FORM_BACKGROUND',
  'FORM_LOGO',
  'PAGE_BACKGROUND',
  'PAGE_FOOTER_LOGO',
  'PAGE_HEADER_LOGO',
  'PASSKEY_GRAPHIC',
  'PASSWORD_GRAPHIC',
  'SMS_GRAPHIC',
] as const satisfies AssetCategoryType[]

const types: Readonly<Record<ImageFormat, string>> = {
  ICO: 'image/x-icon',
  JPEG: 'image/jpeg',
  PNG: 'image/png',
  SVG: 'image/svg+xml',
  WEBP: 'image/webp',
}

/** What pages load: the images of a client's branding, and the one script. */
export const assets: Readonly<Record<string, DomainPath>> = {
  '/assets/logo': { methods: ['GET'], answer: answerLogo },
  [passkeyScriptPath]: { methods: ['GET'], answer: async () => scriptAnswer },
  ...Object.fromEntries(
    categories.map((category): [string, DomainPath] => [
      `/assets/${category}`,
      { methods: ['GET'], answer: (request, context) => answerAsset(request, context, category) },
    ]),
  ),
}

const scriptAnswer: DomainAnswer = {
  status: 200,
  headers: { 'content-type': 'text/javascript; charset=utf-8' },
  body: passkeyScript,
}

async function answerLogo(request: DomainRequest, context: DomainContext): Promise<DomainAnswer> {
  const { pool, query } = request
  const { id } = await requireClientOfPool(context, pool, query)
  const { store } = context
  const customization = (await store.findUiCustomization(pool.id, id)) ?? (await store.findUiCustomization(pool.id))
  return imageAnswer(customization?.image)
}

async function answerAsset(
  { pool, query }: DomainRequest,
  context: DomainContext,
  category: AssetCategoryType,
): Promise<DomainAnswer> {
  const { id } = await requireClientOfPool(context, pool, query)
  const branding = await context.store.findBrandingOfClient(pool.id, id)
  const mode = query.get('mode')
  const asset = branding?.assets.find(({ Category, ColorMode }) => Category === category && ColorMode === mode)
  return imageAnswer(asset?.Bytes)
}

/** Opened by itself, an SVG image is a document: it runs nothing, loads nothing, and has no origin. */
function imageAnswer(image: Uint8Array | undefined): DomainAnswer {
  const format = image && imageFormatOf(image)
  if (!image || !format) return { status: 404, headers: {}, body: '' }
  return {
    status: 200,
    headers: {
      'content-type': types[format],
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      // Addresses change with what they show.
      'cache-control': 'private, max-age=3600',
    },
    body: '',
    bytes: image,
  }
}
