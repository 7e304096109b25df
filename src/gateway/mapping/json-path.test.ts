import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { followJsonPath, jsonText, parseJsonPath } from './json-path.ts'

const value = { a: { 'b c': [1, { d: 'x' }, { d: null }] }, __proto__x: 1, n: 0, f: false }

describe('a path into a JSON value', () => {
  for (const [path, text] of [
    ['.n', '0'],
    ['.f', 'false'],
    [".a['b c'][1].d", 'x'],
    ['.a["b c"][0]', '1'],
    [".a['b c'][*].d", '["x",null]'],
    ['.a.*[0]', '[1]'],
    [".a['b c']", '[1,{"d":"x"},{"d":null}]'],
    [".a['b c'][2].d", undefined],
    [".a['b c'][3]", undefined],
    ['.missing.more', undefined],
    ['.a.length', undefined],
    ['.__proto__', undefined],
    ['.constructor', undefined],
  ] as const)
    it(`${path} leads to ${text}`, () => {
      const steps = parseJsonPath(path)
      assert.ok(steps)
      assert.equal(jsonText(followJsonPath(value, steps)), text)
    })

  for (const path of ['', '.', 'a', '..a', '.a..b', '[?(@.a)]', '[0:2]', '[-1]', '.a b', "['a]", '.a[]'])
    it(`is not ${JSON.stringify(path)}`, () => assert.equal(parseJsonPath(path), undefined))
})
