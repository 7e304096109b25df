import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readXml, XmlProblem } from './xml.ts'

describe('readXml', () => {
  it('gives elements with their namespaces, attributes and text', () => {
    const root = readXml(
      '\uFEFF<?xml version="1.0"?>\n<!-- c --><a:r xmlns:a="urn:a" xmlns="urn:d" x=\'1&lt;&#x32;\' a:y="z">t&amp;<b/><![CDATA[<&]]><!-- c -->u</a:r>\n',
    )
    assert.deepEqual([root.namespace, root.name, root.text], ['urn:a', 'r', 't&<&u'])
    assert.equal(root.attributes.get('x'), '1<2')
    assert.equal(root.attributes.has('y'), false)
    assert.deepEqual(
      root.children.map(({ namespace, name }) => [namespace, name]),
      [['urn:d', 'b']],
    )
  })

  it('ends a default namespace where it is declared empty', () => {
    assert.equal(readXml('<r xmlns="urn:d"><b xmlns=""/></r>').children[0]?.namespace, '')
  })

  for (const [what, text, problem] of [
    ['a document type', '<!DOCTYPE r [<!ENTITY e "x">]><r>&e;</r>', /no name of an element/],
    ['an entity that XML does not have', '<r>&e;</r>', /the reference &e;/],
    ['a reference to no character', '<r>&#0;</r>', /the reference &#0;/],
    ['a reference beyond the last character', '<r>&#x110000;</r>', /the reference/],
    ['an ampersand alone', '<r>a & b</r>', /the reference/],
    ['a processing instruction', '<r><?p?></r>', /no name of an element/],
    ['an attribute given twice', '<r a="1" a="2"/>', /the attribute a given twice/],
    ['an attribute without quotes', '<r a=1/>', /without a quoted value/],
    ['attributes without a space between', '<r a="1"b="2"/>', /does not end/],
    ['a prefix that is not declared', '<p:r/>', /the prefix p is not declared/],
    ['an attribute whose prefix is not declared', '<r p:a=""/>', /the prefix p is not declared/],
    ['another end', '<r><a></r></a>', /another end than that of a/],
    ['no end', '<r><a></a>', /the element r does not end/],
    ['two elements', '<r/><r/>', /more than one element/],
    ['text beside the element', '<r/>x', /more than one element/],
    ['nothing', ' ', /no element/],
    [
      'more namespaces than any document has, each of which every element below would carry on',
      `<r ${Array.from({ length: 65 }, (_, index) => `xmlns:n${index}="urn:n"`).join(' ')}/>`,
      /more than 64 namespaces/,
    ],
    ['a character that XML does not allow', '<r>\u0001</r>', /a character that XML does not allow/],
    ['an unfinished comment', '<r><!-- </r>', /no -->/],
    ['elements nested too deep', '<r>'.repeat(33) + '</r>'.repeat(33), /nested deeper than 32/],
  ] as const)
    it(`refuses ${what}`, () => {
      assert.throws(() => readXml(text), problem)
    })

  it('reads or refuses whatever it is given', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      'a',
      ':',
      '="',
      "'",
      '&',
      'x;',
      '#',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      ' ',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          readXml(`<r>${pieces.join('')}</r>`)
        } catch (error) {
          assert.ok(error instanceof XmlProblem)
        }
      }),
      { numRuns: 2000, seed: 20261122 },
    )
  })
})
