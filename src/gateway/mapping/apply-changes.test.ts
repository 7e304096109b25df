import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { changeHeaders, changeQuery } from './apply-changes.ts'
import type { Change } from './parameters.ts'

const change = (action: Change['action'], place: Change['place'], name: string, text = ''): Change => ({
  key: '',
  action,
  place,
  name,
  text,
})

describe('changes of headers', () => {
  const headers = [
    ['X-A', '1'],
    ['x-a', '2'],
    ['b', '3'],
  ] as const

  it('append a line, replace every line of a name in any case, or remove them', () => {
    assert.deepEqual(changeHeaders(headers, [change('append', 'header', 'x-A', 'new')]), [...headers, ['x-A', 'new']])
    const others = [['b', '3']]
    assert.deepEqual(changeHeaders(headers, [change('overwrite', 'header', 'x-A', 'n')]), [...others, ['x-A', 'n']])
    assert.deepEqual(changeHeaders(headers, [change('remove', 'header', 'X-a')]), others)
  })

  it('cannot begin a further header, and carry UTF-8', () => {
    const changed = changeHeaders([], [change('append', 'header', 'x', 'a\r\nb: c\0 ü')])
    assert.deepEqual(changed, [['x', 'a  b: c  \u00c3\u00bc']])
  })
})

describe('changes of a query', () => {
  it('leave what they are not about byte for byte', () => {
    assert.equal(changeQuery('a=%7e&b&&c=+', [change('append', 'querystring', 'd')]), 'a=%7e&b&&c=+&d=')
    assert.equal(changeQuery(undefined, []), undefined)
    assert.equal(changeQuery('', []), '')
  })

  it('append, replace or remove every value of a name, which is case-sensitive and decoded', () => {
    const query = 'q=1&Q=2&%71=3'
    assert.equal(changeQuery(query, [change('append', 'querystring', 'q', 'a b&c')]), `${query}&q=a%20b%26c`)
    assert.equal(changeQuery(query, [change('overwrite', 'querystring', 'q', '4')]), 'Q=2&q=4')
    assert.equal(changeQuery('q=1', [change('remove', 'querystring', 'q')]), undefined)
    assert.equal(changeQuery('qq=1&q+=2&q%20=3&q&=4', [change('remove', 'querystring', 'q')]), 'qq=1&q+=2&q%20=3&=4')
    assert.equal(changeQuery(undefined, [change('overwrite', 'querystring', 'q', '4')]), 'q=4')
  })
})
