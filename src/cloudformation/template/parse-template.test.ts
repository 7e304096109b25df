import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { canonicalText, jsonText, memberOf, type Node } from './node.ts'
import { parseTemplate } from './parse-template.ts'
import { describeProblem, TemplateProblem } from './problem.ts'

function scalar(node: Node | undefined) {
  assert.ok(node?.kind === 'scalar')
  return { value: node.value, text: node.text }
}

/** The refusal of a template as a human reads it. */
function refusal(text: string): string {
  try {
    parseTemplate(text)
  } catch (error) {
    assert.ok(error instanceof TemplateProblem, String(error))
    return describeProblem(error)
  }
  return assert.fail('the template was accepted')
}

describe('parseTemplate', () => {
  it('keeps the text of plain numbers, versions, dates and account ids', () => {
    const root = parseTemplate('a: 1.0\nb: 2010-09-09\nc: 012345678901\nd: 0x10\ne: 1e3\nf: 12:30')
    assert.deepEqual(scalar(memberOf(root, 'a')), { value: 1, text: '1.0' })
    assert.deepEqual(scalar(memberOf(root, 'b')), { value: '2010-09-09', text: '2010-09-09' })
    assert.deepEqual(scalar(memberOf(root, 'c')), { value: '012345678901', text: '012345678901' })
    assert.deepEqual(scalar(memberOf(root, 'd')), { value: '0x10', text: '0x10' })
    assert.deepEqual(scalar(memberOf(root, 'e')), { value: 1000, text: '1e3' })
    assert.deepEqual(scalar(memberOf(root, 'f')), { value: '12:30', text: '12:30' })
  })

  it("reads YAML 1.1's booleans as such, their spelling kept, but not in quotes", () => {
    const root = parseTemplate('a: yes\nb: Off\nc: "yes"\nd: TRUE\ne: y')
    assert.deepEqual(scalar(memberOf(root, 'a')), { value: true, text: 'yes' })
    assert.deepEqual(scalar(memberOf(root, 'b')), { value: false, text: 'Off' })
    assert.deepEqual(scalar(memberOf(root, 'c')), { value: 'yes', text: 'yes' })
    assert.deepEqual(scalar(memberOf(root, 'd')), { value: true, text: 'true' })
    assert.deepEqual(scalar(memberOf(root, 'e')), { value: 'y', text: 'y' })
  })

  it('reads $default as text', () => {
    assert.deepEqual(scalar(memberOf(parseTemplate('a: $default'), 'a')), { value: '$default', text: '$default' })
  })

  it('turns short forms into long ones, nested ones too', () => {
    const short = parseTemplate('a: !If [x, !Ref y, !Join [",", [!GetAtt A.B.C, !Sub "${z}"]]]')
    const long = parseTemplate(
      '{"a": {"Fn::If": ["x", {"Ref": "y"}, {"Fn::Join": [",", [{"Fn::GetAtt": ["A", "B.C"]}, {"Fn::Sub": "${z}"}]]}]}}',
    )
    assert.equal(canonicalText(short), canonicalText(long))
  })

  it('knows the line and column of every key and value', () => {
    const root = parseTemplate('a:\n  b: !Ref x\n')
    const a = root.entries.get('a')
    assert.ok(a?.node.kind === 'map')
    assert.deepEqual(a.position, { line: 1, column: 1 })
    const b = a.node.entries.get('b')
    assert.deepEqual(b?.position, { line: 2, column: 3 })
    assert.deepEqual(b?.node.position, { line: 2, column: 11 })
  })

  it('treats __proto__ as a key like any other', () => {
    const root = parseTemplate('{"__proto__": {"polluted": true}}')
    assert.deepEqual([...root.entries.keys()], ['__proto__'])
    assert.equal('polluted' in {}, false)
  })

  for (const text of ['a: 1\nb: 2\na: 3', '{"a": 1, "b": 2, "a": 3}'])
    it(`takes the last of keys that come twice, as CloudFormation does: ${text.slice(0, 4)}`, () => {
      assert.equal(jsonText(parseTemplate(text)), '{"a":3,"b":2}')
    })

  it('refuses malformed YAML and JSON with the line', () => {
    assert.match(refusal('a:\n\t- b'), /^Template format error: YAML not well-formed\. \(line 2, column \d+\)/)
    assert.match(refusal('{"a": 1,}'), /^Template format error: JSON not well-formed\. \(line 1, column \d+\)/)
    assert.match(refusal('{\n "a": [1 2]\n}'), /^Template format error: JSON not well-formed\. \(line 2, column \d+\)/)
    assert.match(refusal('{a: 1}'), /JSON not well-formed/)
  })

  it('refuses anything but an object at the top', () => {
    for (const text of ['', '# nothing', 'text', '[1]', '- a'])
      assert.match(refusal(text), /^Template format error: unsupported structure\./)
  })

  it('refuses aliases, so that no alias bomb can be built', () => {
    const bomb = 'a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]'
    assert.match(refusal(bomb), /^Template error: YAML aliases are not allowed in CloudFormation templates/)
  })

  it('refuses tags that are not of CloudFormation', () => {
    assert.match(refusal('a: !!binary eA=='), /unsupported YAML tag/)
    assert.match(refusal('a: !Foo x'), /unsupported YAML tag !Foo \(TemplateBody:1:\d+\)/)
  })

  it('refuses deep nesting in any syntax', () => {
    const deep = [
      `a: ${'['.repeat(500)}`,
      '- '.repeat(500),
      `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`,
      '? '.repeat(500),
    ]
    for (const text of deep) assert.match(refusal(text), /nested deeper than 100 levels/)
  })

  it('answers any text with a tree or a refusal', () => {
    const fragment = fc.constantFrom(
      'a: ',
      '- ',
      '\n',
      '  ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '!Sub ',
      '&a ',
      '*a',
      '? ',
      '|',
      '>',
      ',',
      'x',
      '#',
      '%',
      '\t',
      '---\n',
      '\0',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(fragment, fc.string({ maxLength: 3 })), { maxLength: 30 }), (parts) => {
        try {
          parseTemplate(parts.join(''))
        } catch (error) {
          assert.ok(error instanceof TemplateProblem, String(error))
        }
      }),
      { numRuns: 300 },
    )
  })
})
