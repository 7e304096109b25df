import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { escapeXml, readXml } from './xml.ts'

describe('XML of requests', () => {
  it('is read with its elements and text, namespaces and attributes left aside', () => {
    const document =
      '<?xml version="1.0" encoding="UTF-8"?>\n<a:Rule xmlns:a="http://x/" id=\'1\'><Id>1 &lt; 2&#x21;&#33;</Id><Empty/>\n</a:Rule>\n'
    assert.deepEqual(readXml(document), {
      name: 'Rule',
      text: '\n',
      children: [
        { name: 'Id', text: '1 < 2!!', children: [] },
        { name: 'Empty', text: '', children: [] },
      ],
    })
  })

  it('gives any text back that it can hold', () => {
    const text = fc.string({ unit: 'grapheme-ascii' })
    fc.assert(fc.property(text, (value) => readXml(`<a>${escapeXml(value)}</a>`).text === value))
  })

  for (const document of [
    '',
    'text',
    '<a>',
    '<a></b>',
    '</a>',
    '<a/><b/>',
    '<a/>text',
    '<a b=c/>',
    '<a>&unknown;</a>',
    '<a>&constructor;</a>',
    '<a>&#x110000;</a>',
    '<a><![CDATA[x]]></a>',
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    '<a>'.repeat(40) + '</a>'.repeat(40),
  ])
    it(`is refused when it is ${document.slice(0, 50) || 'nothing'}`, () => {
      assert.throws(() => readXml(document), { name: 'MalformedXML' })
    })
})
