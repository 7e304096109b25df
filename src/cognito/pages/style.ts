/**
 * How the pages look before anybody brands them. Colours and radii are custom properties, which a branding style replaces.
 * Light and dark text has a contrast of 4.5 to 1 at least on what is behind it, borders of fields 3 to 1 (WCAG 2.2, 1.4.3
 * and 1.4.11).
 */
export const baseStyle = `
*, *::before, *::after { box-sizing: border-box }
html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; -webkit-text-size-adjust: 100% }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column; color: var(--body-text); background: var(--page) center / cover no-repeat fixed; overflow-wrap: break-word }
header, footer { padding: 1rem 1.5rem }
header img, footer img { display: block; max-width: 12rem; max-height: 3rem }
main { flex: 1; display: flex; flex-direction: column; width: 100%; max-width: 30rem; margin: 0 auto; padding: 2rem 1rem; justify-content: safe center }
.card { padding: 2rem; background: var(--form) center / cover no-repeat; border: 1px solid var(--form-border); border-radius: var(--form-radius) }
.logo { display: block; max-width: 100%; max-height: 4rem; margin: 0 auto }
.banner-customizable { margin: 0 0 1.5rem }
.graphic { display: block; max-height: 5rem; margin: 0 0 1rem }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; font-weight: 650; color: var(--heading); letter-spacing: -0.01em; text-wrap: balance }
h1 + p, .description { margin: 0.5rem 0 0; color: var(--description) }
form { margin: 1.5rem 0 0 }
form + form { margin-top: 0.75rem }
.field { margin: 0 0 1.25rem }
label, .label { display: block; margin: 0 0 0.375rem; font-weight: 550; font-size: 0.9375rem; color: var(--label) }
.hint { margin: 0.375rem 0 0; font-size: 0.875rem; color: var(--hint) }
.hint ul { margin: 0.25rem 0 0; padding-inline-start: 1.25rem }
input { display: block; width: 100%; min-height: 2.75rem; padding: 0.5rem 0.75rem; font: inherit; color: var(--input-text); background: var(--input); border: 1px solid var(--input-border); border-radius: var(--input-radius); appearance: none }
input[autocomplete=one-time-code] { font-variant-numeric: tabular-nums; letter-spacing: 0.2em }
input[readonly] { min-height: 0; padding: 0; color: var(--body-text); background: none; border: 0; border-radius: 2px }
input[aria-invalid=true] { border-color: var(--error-border); box-shadow: inset 0 0 0 1px var(--error-border) }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px }
button, .button { display: flex; align-items: center; justify-content: center; gap: 0.625rem; width: 100%; min-height: 2.75rem; padding: 0.5rem 1rem; font: inherit; font-weight: 600; text-decoration: none; text-align: center; cursor: pointer; color: var(--primary-text); background: var(--primary); border: 1px solid transparent; border-radius: var(--button-radius) }
button:hover { background: var(--primary-hover) }
.secondary { color: var(--secondary-text); background: var(--secondary); border-color: var(--secondary-border) }
.secondary:hover { background: var(--secondary-hover) }
.choices { display: grid; gap: 0.75rem; margin: 1.5rem 0 0; padding: 0; list-style: none }
a { color: var(--link); text-underline-offset: 0.15em }
a:hover { color: var(--link-hover) }
.link { display: inline; width: auto; min-height: 0; padding: 0; font-weight: 400; color: var(--link); background: none; border: 0; text-decoration: underline; text-underline-offset: 0.15em }
.link:hover { color: var(--link-hover); background: none }
.beside { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; justify-content: space-between; margin: 0 0 1.25rem; font-size: 0.9375rem }
.more { margin: 1.5rem 0 0; font-size: 0.9375rem; text-align: center }
.more form { display: inline; margin: 0 }
.legal { margin: 0 0 1rem; font-size: 0.875rem; text-align: center; color: var(--description) }
.or { display: flex; align-items: center; gap: 0.75rem; margin: 1.5rem 0; font-size: 0.875rem; color: var(--description) }
.or::before, .or::after { content: ""; flex: 1; border-top: 1px solid var(--divider) }
.alert { margin: 1.25rem 0 0; padding: 0.75rem 1rem; font-size: 0.9375rem; color: var(--alert-text); background: var(--alert); border: 1px solid var(--alert-border); border-inline-start-width: 4px; border-radius: var(--alert-radius) }
.alert p { margin: 0 }
.alert.error { background: var(--error); border-color: var(--error-border) }
.secret { padding: 0.75rem; font: 1rem/1.6 ui-monospace, SFMono-Regular, Menlo, monospace; overflow-wrap: anywhere; color: var(--input-text); background: var(--input); border: 1px dashed var(--input-border); border-radius: var(--input-radius); user-select: all }
.qr { display: block; width: 12.5rem; max-width: 100%; margin: 0.75rem 0; border-radius: 4px }
summary { width: fit-content; color: var(--link); text-decoration: underline; text-underline-offset: 0.15em; cursor: pointer }
.steps { margin: 1rem 0 0; padding-inline-start: 1.25rem }
.steps li { margin: 0 0 0.75rem }
[hidden] { display: none }
@media (max-width: 26rem) { main { padding: 0 } .card { flex: 1; padding: 1.5rem 1.25rem; border-width: 0; border-radius: 0 } }
@media (forced-colors: active) { .alert { border-style: double } }
`

/** Colours of one mode, by custom property. */
export type Palette = Readonly<Record<string, string>>

export const lightPalette: Palette = {
  page: '#f4f5f7',
  form: '#ffffff',
  'form-border': '#dfe3e8',
  heading: '#16191f',
  'body-text': '#353b45',
  description: '#545b66',
  label: '#23282f',
  hint: '#545b66',
  input: '#ffffff',
  'input-text': '#16191f',
  'input-border': '#7d8794',
  primary: '#0a5fb4',
  'primary-hover': '#084b8f',
  'primary-text': '#ffffff',
  secondary: '#ffffff',
  'secondary-hover': '#eef2f6',
  'secondary-border': '#7d8794',
  'secondary-text': '#16191f',
  link: '#0a5fb4',
  'link-hover': '#063f78',
  focus: '#0a5fb4',
  divider: '#dfe3e8',
  alert: '#eef5fd',
  'alert-border': '#0a5fb4',
  'alert-text': '#16191f',
  error: '#fdf1f0',
  'error-border': '#c1271a',
}

export const darkPalette: Palette = {
  page: '#101317',
  form: '#191d23',
  'form-border': '#2e343d',
  heading: '#f2f4f7',
  'body-text': '#d3d8df',
  description: '#a9b1bc',
  label: '#e3e7ec',
  hint: '#a9b1bc',
  input: '#101317',
  'input-text': '#f2f4f7',
  'input-border': '#717b88',
  primary: '#79b8f8',
  'primary-hover': '#9bcbfb',
  'primary-text': '#0b1520',
  secondary: '#191d23',
  'secondary-hover': '#232931',
  'secondary-border': '#717b88',
  'secondary-text': '#f2f4f7',
  link: '#79b8f8',
  'link-hover': '#b1d7fc',
  focus: '#79b8f8',
  divider: '#2e343d',
  alert: '#13233a',
  'alert-border': '#79b8f8',
  'alert-text': '#f2f4f7',
  error: '#331614',
  'error-border': '#f0837a',
}

/** Radii in pixels, by custom property. */
export const baseRadii: Readonly<Record<string, number>> = {
  'form-radius': 14,
  'input-radius': 8,
  'button-radius': 8,
  'alert-radius': 8,
}
