/*
 * The CSS of the classic hosted UI (developer guide, "Customizing hosted UI (classic) branding"): rules for a fixed set
 * of classes. It is read strictly, since it will stand in a page where passwords are typed.
 */

const classes: ReadonlySet<string> = new Set([
  '.background-customizable',
  '.banner-customizable',
  '.errorMessage-customizable',
  '.idpButton-customizable',
  '.idpButton-customizable:hover',
  '.idpDescription-customizable',
  '.inputField-customizable',
  '.inputField-customizable:focus',
  '.label-customizable',
  '.legalText-customizable',
  '.logo-customizable',
  '.passwordCheck-valid-customizable',
  '.passwordCheck-notValid-customizable',
  '.redirect-customizable',
  '.socialButton-customizable',
  '.submitButton-customizable',
  '.submitButton-customizable:hover',
  '.textDescription-customizable',
])

/** What could end the style sheet, load anything, or run: no value that a login page needs has it. */
const forbidden = /[<>\\@]|url\s*\(|image-set\s*\(|expression\s*\(|javascript\s*:|-moz-binding|behavior\s*:/i

const rule = /\s*([^{}]*)\{([^{}]*)\}/y

/** Why a style sheet is none for the hosted UI; undefined when it is one. */
export function cssProblem(text: string): string | undefined {
  const css = text.replaceAll(/\/\*[^]*?\*\//g, ' ')
  const found = forbidden.exec(css)
  if (found) return `it must not hold ${found[0]}`
  let position = 0
  while (css.slice(position).trim() !== '') {
    rule.lastIndex = position
    const [whole, selectors = '', declarations = ''] = rule.exec(css) ?? []
    if (whole === undefined) return 'it must consist of rules like .label-customizable { font-weight: 400; }'
    const problem = ruleProblem(selectors, declarations)
    if (problem !== undefined) return problem
    position += whole.length
  }
  return undefined
}

function ruleProblem(selectors: string, declarations: string): string | undefined {
  const unknown = selectors.split(',').find((selector) => !classes.has(selector.trim()))
  if (unknown !== undefined) return `${unknown.trim().slice(0, 100)} is not a class that can be customized`
  const wrong = declarations.split(';').find((each) => each.trim() !== '' && !/^\s*-?[a-z][a-z-]*\s*:\s*\S/i.test(each))
  return wrong === undefined ? undefined : `${wrong.trim().slice(0, 100)} is not a declaration`
}
