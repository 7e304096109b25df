import type { BrandingRecord, UiCustomizationRecord } from '../branding-store.ts'
import { baseRadii, baseStyle, darkPalette, lightPalette, type Palette } from './style.ts'

/*
 * What a page looks like for an app client: the base style with what a branding style (managed login) or a customization
 * (classic hosted UI) replaces of it. Settings that no page has a place for are kept for whoever reads them, and have no
 * effect; the README says which do.
 */

/** Whose modes a page shows: one of them, or the one that the browser prefers. */
type ColorScheme = 'LIGHT' | 'DARK' | 'DYNAMIC'

type Json = Readonly<Record<string, unknown>>
type Mode = 'lightMode' | 'darkMode'

/** Where a settings document has the colour of a custom property; `*` stands for the mode. */
const colorSettings: Readonly<Record<string, string>> = {
  page: 'components.pageBackground.*.color',
  form: 'components.form.*.backgroundColor',
  'form-border': 'components.form.*.borderColor',
  heading: 'components.pageText.*.headingColor',
  'body-text': 'components.pageText.*.bodyColor',
  description: 'components.pageText.*.descriptionColor',
  label: 'componentClasses.inputLabel.*.textColor',
  hint: 'componentClasses.inputDescription.*.textColor',
  input: 'componentClasses.input.*.defaults.backgroundColor',
  'input-border': 'componentClasses.input.*.defaults.borderColor',
  primary: 'components.primaryButton.*.defaults.backgroundColor',
  'primary-hover': 'components.primaryButton.*.hover.backgroundColor',
  'primary-text': 'components.primaryButton.*.defaults.textColor',
  secondary: 'components.secondaryButton.*.defaults.backgroundColor',
  'secondary-hover': 'components.secondaryButton.*.hover.backgroundColor',
  'secondary-border': 'components.secondaryButton.*.defaults.borderColor',
  'secondary-text': 'components.secondaryButton.*.defaults.textColor',
  link: 'componentClasses.link.*.defaults.textColor',
  'link-hover': 'componentClasses.link.*.hover.textColor',
  focus: 'componentClasses.focusState.*.borderColor',
  divider: 'componentClasses.divider.*.borderColor',
  error: 'components.alert.*.error.backgroundColor',
  'error-border': 'components.alert.*.error.borderColor',
}

const radiusSettings: Readonly<Record<string, string>> = {
  'form-radius': 'components.form.borderRadius',
  'input-radius': 'componentClasses.input.borderRadius',
  'button-radius': 'componentClasses.buttons.borderRadius',
  'alert-radius': 'components.alert.borderRadius',
}

/** The style sheet of managed login, with the colours and radii of a branding style's settings. */
export function managedLoginStyle(branding: Pick<BrandingRecord, 'settings'>): string {
  const settings = asObject(branding.settings)
  const light = paletteOf(settings, 'lightMode', lightPalette)
  const dark = paletteOf(settings, 'darkMode', darkPalette)
  const radii = Object.entries(baseRadii).map(([name, pixels]) => [name, radiusOf(settings, name) ?? pixels] as const)
  const shared = radii.map(([name, pixels]) => `--${name}: ${pixels}px`).join('; ')
  return `:root { ${shared} }\n${schemeRules(colorSchemeOf(settings), light, dark)}${baseStyle}`
}

/** The style sheet of the classic hosted UI: light, with the rules of a customization after our own. */
export function classicStyle(customization: Pick<UiCustomizationRecord, 'css'> | undefined): string {
  const radii = Object.entries(baseRadii).map(([name, pixels]) => `--${name}: ${pixels}px`)
  return `:root { ${radii.join('; ')} }\n${schemeRules('LIGHT', lightPalette, darkPalette)}${baseStyle}${customization?.css ?? ''}`
}

/** The look of pages that belong to no app client. */
export const plainLook = { css: managedLoginStyle({}), graphics: {} } as const

function schemeRules(scheme: ColorScheme, light: Palette, dark: Palette): string {
  if (scheme === 'LIGHT') return `:root { color-scheme: light; ${properties(light)} }`
  if (scheme === 'DARK') return `:root { color-scheme: dark; ${properties(dark)} }`
  return `:root { color-scheme: light dark; ${properties(light)} }
@media (prefers-color-scheme: dark) { :root { ${properties(dark)} } }`
}

function properties(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, color]) => `--${name}: ${color}`)
    .join('; ')
}

function paletteOf(settings: Json, mode: Mode, base: Palette): Palette {
  const own = Object.entries(colorSettings).flatMap(([name, path]) => {
    const color = readColor(settingAt(settings, path.replace('*', mode)))
    return color === undefined ? [] : [[name, color] as const]
  })
  return { ...base, ...Object.fromEntries(own) }
}

/** Colours are eight hexadecimal digits, the last two for opacity. Anything else would be text in a style sheet. */
function readColor(value: unknown): string | undefined {
  return typeof value === 'string' && /^(?:[0-9a-f]{6}|[0-9a-f]{8})$/i.test(value) ? `#${value}` : undefined
}

function radiusOf(settings: Json, name: string): number | undefined {
  const value = settingAt(settings, radiusSettings[name] ?? '')
  return typeof value === 'number' && value >= 0 && value <= 100 ? value : undefined
}

/** What a settings document says of colour modes; the browser's preference where it says nothing. */
export function colorSchemeOf(settings: unknown): ColorScheme {
  const scheme = settingAt(asObject(settings), 'categories.global.colorSchemeMode')
  return scheme === 'LIGHT' || scheme === 'DARK' ? scheme : 'DYNAMIC'
}

/** Whether a setting is switched on. */
export function isEnabled(settings: unknown, path: string): boolean {
  return settingAt(asObject(settings), path) === true
}

function settingAt(settings: Json, path: string): unknown {
  return path.split('.').reduce((value: unknown, name) => asObject(value)[name], settings)
}

function asObject(value: unknown): Json {
  // Own members only: what a document names is looked up in no prototype.
  return typeof value === 'object' && value !== null ? { ...value, __proto__: null } : {}
}
