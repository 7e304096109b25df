import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cssProblem } from './classic-css.ts'

describe('the CSS of the classic hosted UI', () => {
  for (const css of [
    '',
    '.label-customizable{font-weight:400}',
    `/* ours */ .banner-customizable, .logo-customizable {
      padding: 25px 0px 25px 0px;
      background-color: #232f3e;
    }
    .inputField-customizable:focus { border-color: rgba(1, 2, 3, 0.5); outline: 0; box-shadow: 0 0 0 2px red; }`,
    '.submitButton-customizable:hover { -webkit-transition: none; background: linear-gradient(90deg, red, blue); }',
  ])
    it(`may be ${JSON.stringify(css.slice(0, 50))}`, () => {
      assert.equal(cssProblem(css), undefined)
    })

  for (const [css, problem] of [
    ['body { color: red }', 'body is not a class that can be customized'],
    ['.label-customizable, * { color: red }', '* is not a class that can be customized'],
    ['.label-customizable:hover { color: red }', '.label-customizable:hover is not a class that can be customized'],
    ['.other-customizable { color: red }', '.other-customizable is not a class that can be customized'],
    ['@import "x";', 'it must not hold @'],
    ['.label-customizable { background: url(https://evil.example.com/) }', 'it must not hold url('],
    ['.label-customizable { background: u\\72l(https://evil.example.com/) }', 'it must not hold \\'],
    ['.label-customizable { background: u/**/rl(x) }</style>', 'it must not hold <'],
    ['.label-customizable { color: JavaScript : alert(1) }', 'it must not hold JavaScript :'],
    ['.label-customizable { color: red', 'it must consist of rules like .label-customizable { font-weight: 400; }'],
    ['.label-customizable { color }', 'color is not a declaration'],
    ['} .label-customizable { color: red }', 'it must consist of rules like .label-customizable { font-weight: 400; }'],
  ] as const)
    it(`may not be ${css}`, () => {
      assert.equal(cssProblem(css), problem)
    })
})
