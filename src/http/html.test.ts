import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { html, styleElement } from './html.ts'

describe('HTML', () => {
  it('escapes every text, in elements and in attributes', () => {
    const name = `<img src=x onerror="alert('&')">`
    assert.equal(
      html`<a title="${name}">${name}</a>`.toString(),
      '<a title="&#60;img src=x onerror=&#34;alert(&#39;&#38;&#39;)&#34;&#62;">' +
        '&#60;img src=x onerror=&#34;alert(&#39;&#38;&#39;)&#34;&#62;</a>',
    )
  })

  it('takes other pieces as they are, one or several, and nothing for what is absent', () => {
    const words = ['a', '<b>'].map((each) => html`<i>${each}</i>`)
    assert.equal(
      html`${words}${undefined}${false}${html`<b>${3}</b>`}`.toString(),
      '<i>a</i><i>&#60;b&#62;</i><b>3</b>',
    )
  })

  it('lets no style sheet end its element', () => {
    assert.equal(
      styleElement('a::after { content: "</style><script>" }').toString(),
      '<style>a::after { content: "\\3c /style>\\3c script>" }</style>',
    )
  })
})
