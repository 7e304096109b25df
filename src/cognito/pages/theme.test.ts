import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { darkPalette, lightPalette, type Palette } from './style.ts'
import { classicStyle, managedLoginStyle } from './theme.ts'

describe('the style of managed login', () => {
  it('takes colours for each mode and radii from the settings of a branding style', () => {
    const css = managedLoginStyle({
      settings: {
        components: {
          primaryButton: {
            lightMode: { defaults: { backgroundColor: '112233ff' } },
            darkMode: { defaults: { backgroundColor: '445566ff' } },
          },
          form: { borderRadius: 3 },
        },
      },
    })
    assert.match(css, /^:root \{ --form-radius: 3px;/)
    assert.match(css, /color-scheme: light dark; [^}]*--primary: #112233ff/)
    assert.match(css, /@media \(prefers-color-scheme: dark\) \{ :root \{ [^}]*--primary: #445566ff/)
  })

  it('keeps to one mode where the settings say so', () => {
    const css = (colorSchemeMode: string) =>
      managedLoginStyle({ settings: { categories: { global: { colorSchemeMode } } } })
    assert.match(css('LIGHT'), /color-scheme: light; [^}]*--page: #f4f5f7/)
    assert.match(css('DARK'), /color-scheme: dark; [^}]*--page: #101317/)
    assert.doesNotMatch(css('DARK'), /prefers-color-scheme/)
  })

  it('takes nothing into the style sheet that is no colour and no radius', () => {
    const hostile = '000; } body { background: url(https://evil.example.com/) } '
    const settings = {
      components: {
        pageBackground: { lightMode: { color: hostile }, darkMode: { color: ['ffffffff'] } },
        form: { borderRadius: hostile },
        alert: { borderRadius: -1, __proto__: { lightMode: { error: { backgroundColor: '00000000' } } } },
      },
    }
    assert.equal(managedLoginStyle({ settings }), managedLoginStyle({}))
  })
})

describe('the style of the classic hosted UI', () => {
  it('is light, and ends with the rules of a customization', () => {
    const css = '.label-customizable { font-weight: 400 }'
    assert.ok(classicStyle({ css }).endsWith(css))
    assert.doesNotMatch(classicStyle(undefined), /prefers-color-scheme/)
  })
})

/** Relative luminance of a colour (WCAG 2.2). */
function luminance(color: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
  const [red = 0, green = 0, blue = 0] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(palette: Palette, one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(palette[one]!), luminance(palette[other]!)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

describe('colours that nobody has branded', () => {
  for (const [mode, palette] of [
    ['light', lightPalette],
    ['dark', darkPalette],
  ] as const) {
    for (const [text, ground] of [
      ['heading', 'form'],
      ['body-text', 'form'],
      ['description', 'form'],
      ['label', 'form'],
      ['hint', 'form'],
      ['link', 'form'],
      ['link-hover', 'form'],
      ['input-text', 'input'],
      ['primary-text', 'primary'],
      ['primary-text', 'primary-hover'],
      ['secondary-text', 'secondary'],
      ['secondary-text', 'secondary-hover'],
      ['alert-text', 'alert'],
      ['alert-text', 'error'],
    ] as const)
      it(`make ${text} readable on ${ground}, ${mode} (WCAG 2.2, 1.4.3)`, () => {
        assert.ok(contrast(palette, text, ground) >= 4.5)
      })
    for (const border of ['input-border', 'secondary-border', 'focus', 'error-border', 'alert-border'])
      it(`make ${border} stand out, ${mode} (WCAG 2.2, 1.4.11)`, () => {
        assert.ok(contrast(palette, border, 'form') >= 3)
      })
  }
})
