import type { AssetCategoryType } from '@aws-sdk/client-cognito-identity-provider'
import type { BrandingRecord } from '../branding-store.ts'
import type { Cognito } from '../cognito.ts'
import type { DomainRequest } from '../domains/domain-exchange.ts'
import type { ClientRecord } from '../store.ts'
import { classicStyle, colorSchemeOf, isEnabled, managedLoginStyle } from './theme.ts'

/** An image of a page, for each colour mode if there are two. */
export interface Picture {
  readonly address: string
  readonly darkAddress?: string
}

/** How the pages of an app client look. */
export interface Look {
  readonly css: string
  readonly logo?: Picture
  readonly headerLogo?: Picture
  readonly footerLogo?: Picture
  readonly favicon?: string
  /** Above forms that ask for something sent or shown elsewhere. */
  readonly graphics: Readonly<Partial<Record<AssetCategoryType, Picture>>>
}

type Finds = { readonly store: Pick<Cognito['store'], 'findBrandingOfClient' | 'findUiCustomization'> }

/**
 * The look that belongs to a domain's version. Managed login, version 2, shows nothing to clients without a branding style
 * (developer guide, "Apply branding to managed login pages"): undefined.
 */
export async function findLook(
  context: Finds,
  { domain, pool }: Pick<DomainRequest, 'domain' | 'pool'>,
  client: ClientRecord,
): Promise<Look | undefined> {
  if (domain.managedLoginVersion === 1) return classicLook(context, client)
  const branding = await context.store.findBrandingOfClient(pool.id, client.id)
  return branding && managedLook(branding)
}

async function classicLook({ store }: Finds, { poolId, id }: ClientRecord): Promise<Look> {
  const customization = (await store.findUiCustomization(poolId, id)) ?? (await store.findUiCustomization(poolId))
  const css = classicStyle(customization)
  if (!customization?.image) return { css, graphics: {} }
  return {
    css,
    graphics: {},
    logo: { address: `/assets/logo?client_id=${id}&v=${customization.modifiedAt.getTime()}` },
  }
}

const graphicCategories = [
  'AUTH_APP_GRAPHIC',
  'EMAIL_GRAPHIC',
  'PASSKEY_GRAPHIC',
  'PASSWORD_GRAPHIC',
  'SMS_GRAPHIC',
] as const satisfies AssetCategoryType[]

function managedLook(branding: BrandingRecord): Look {
  const { settings } = branding
  const find = (category: AssetCategoryType) => findPicture(branding, category)
  const logo = isEnabled(settings, 'components.form.logo.enabled') ? find('FORM_LOGO') : undefined
  const hasHeader = isEnabled(settings, 'categories.global.pageHeader.enabled')
  const hasFooter = isEnabled(settings, 'categories.global.pageFooter.enabled')
  const headerLogo = hasHeader ? find('PAGE_HEADER_LOGO') : undefined
  const footerLogo = hasFooter ? find('PAGE_FOOTER_LOGO') : undefined
  const favicon = (find('FAVICON_SVG') ?? find('FAVICON_ICO'))?.address
  const graphics = graphicCategories.flatMap((category) => {
    const picture = find(category)
    return picture ? [[category, picture] as const] : []
  })
  return {
    css: managedLoginStyle(branding) + backgrounds(branding),
    ...(logo && { logo }),
    ...(headerLogo && { headerLogo }),
    ...(footerLogo && { footerLogo }),
    ...(favicon !== undefined && { favicon }),
    graphics: isEnabled(settings, 'categories.form.displayGraphics') ? Object.fromEntries(graphics) : {},
  }
}

function backgrounds(branding: BrandingRecord): string {
  const { settings } = branding
  const page = isEnabled(settings, 'components.pageBackground.image.enabled')
    ? findPicture(branding, 'PAGE_BACKGROUND')
    : undefined
  const form = isEnabled(settings, 'components.form.backgroundImage.enabled')
    ? findPicture(branding, 'FORM_BACKGROUND')
    : undefined
  return backgroundRule('body', page) + backgroundRule('.card', form)
}

function backgroundRule(selector: string, picture: Picture | undefined): string {
  if (!picture) return ''
  const rule = (address: string) => `${selector} { background-image: url("${address}") }\n`
  const { address, darkAddress } = picture
  return rule(address) + (darkAddress ? `@media (prefers-color-scheme: dark) { ${rule(darkAddress)} }\n` : '')
}

function findPicture(branding: BrandingRecord, category: AssetCategoryType): Picture | undefined {
  const { clientId, assets, revision } = branding
  const addressOf = (mode: string) => {
    const exists = assets.some(({ Category, ColorMode }) => Category === category && ColorMode === mode)
    // The revision makes an address that a browser may keep.
    return exists ? `/assets/${category}?client_id=${clientId}&mode=${mode}&v=${revision}` : undefined
  }
  const scheme = colorSchemeOf(branding.settings)
  const address = addressOf(scheme) ?? addressOf('DYNAMIC') ?? addressOf('LIGHT')
  const darkAddress = scheme === 'DYNAMIC' ? addressOf('DARK') : undefined
  return address === undefined ? undefined : { address, ...(darkAddress !== undefined && { darkAddress }) }
}
