import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readRequestPath, type RequestPath } from './request-path.ts'
import { compileRoutes, parseRouteKey, routeMethods } from './routing.ts'

function read(raw: string): RequestPath {
  const path = readRequestPath(raw)
  assert.ok('segments' in path, `${raw} should be readable`)
  return path
}

function matchOf(routeKeys: readonly string[], method: string, raw: string) {
  return compileRoutes(routeKeys.map((routeKey) => [routeKey, routeKey] as const)).match(method, read(raw))
}

/** The table of the AWS page "Create routes for HTTP APIs in API Gateway". */
const guide = ['GET /pets/dog/1', 'GET /pets/dog/{id}', 'GET /pets/{proxy+}', 'ANY /{proxy+}', '$default']

describe('a route key', () => {
  for (const text of ['$default', 'GET /', 'ANY /{proxy+}', 'POST /pets/{id}/toys', 'DELETE /a-b/{x.y_z-1}/{rest+}'])
    it(`${text} is one`, () => assert.ok(parseRouteKey(text)))

  for (const [text, why] of [
    ['POST/augur', 'no space'],
    ['GET pets', 'no slash'],
    ['get /pets', 'a method in lower case'],
    ['TRACE /pets', 'a method that routes cannot name'],
    ['GET /a/', 'a slash at the end'],
    ['GET //a', 'an empty segment'],
    ['GET /{proxy+}/a', 'a greedy variable before the end'],
    ['GET /a{id}', 'a variable that is not a whole segment'],
    ['GET /{id}/{id}', 'one variable twice'],
    ['GET /a/../b', 'a dot segment'],
    ['GET /a?b', 'a query'],
    ['GET /a b', 'a space in the path'],
    ['', 'nothing'],
    ['$DEFAULT', 'not spelled $default'],
  ])
    it(`${JSON.stringify(text)} is none: ${why}`, () => assert.equal(parseRouteKey(text!), undefined))

  it('of any text is read or refused, never an exception', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseRouteKey(text)))
  })
})

describe('matching', () => {
  for (const [method, path, routeKey] of [
    ['GET', '/pets/dog/1', 'GET /pets/dog/1'],
    ['GET', '/pets/dog/2', 'GET /pets/dog/{id}'],
    ['GET', '/pets/cat/1', 'GET /pets/{proxy+}'],
    ['POST', '/test/5', 'ANY /{proxy+}'],
    ['POST', '/pets/dog/1', 'ANY /{proxy+}'],
    ['GET', '/', '$default'],
  ])
    it(`${method} ${path} takes ${routeKey} of the table in AWS's guide`, () => {
      assert.equal(matchOf(guide, method!, path!)?.routeKey, routeKey)
    })

  it('gives the variables as decoded text and as the client wrote them', () => {
    assert.deepEqual(matchOf(guide, 'GET', '/pets/dog/a%20b')?.pathParameters.get('id'), { raw: 'a%20b', text: 'a b' })
    assert.deepEqual(matchOf(guide, 'GET', '/pets/c%61t/1')?.pathParameters.get('proxy'), {
      raw: 'c%61t/1',
      text: 'cat/1',
    })
  })

  it('takes the route that names the method before ANY on the same path', () => {
    for (const keys of [
      ['ANY /a', 'GET /a'],
      ['GET /a', 'ANY /a'],
    ])
      assert.equal(matchOf(keys, 'GET', '/a')?.routeKey, 'GET /a')
  })

  it('compares paths before methods: a literal with ANY wins over a variable with the method', () => {
    assert.equal(matchOf(['GET /x/{id}', 'ANY /x/1'], 'GET', '/x/1')?.routeKey, 'ANY /x/1')
  })

  it('goes back to a variable when the literal has no route for the method', () => {
    assert.equal(matchOf(['GET /x/{id}', 'POST /x/1'], 'GET', '/x/1')?.routeKey, 'GET /x/{id}')
  })

  it('goes back to a variable when the literal leads nowhere', () => {
    assert.equal(matchOf(['GET /a/b', 'GET /{x}/c'], 'GET', '/a/c')?.routeKey, 'GET /{x}/c')
  })

  it('takes a full match before a greedy one with the longer prefix', () => {
    assert.equal(matchOf(['ANY /a/b/{proxy+}', 'GET /{x}/{y}/{z}'], 'GET', '/a/b/c')?.routeKey, 'GET /{x}/{y}/{z}')
  })

  it('takes the greedy route with the longer prefix, even when another names the method', () => {
    assert.equal(matchOf(['GET /{proxy+}', 'ANY /a/{proxy+}'], 'GET', '/a/b')?.routeKey, 'ANY /a/{proxy+}')
  })

  it('answers a wrong method with nothing', () => assert.equal(matchOf(['GET /a'], 'POST', '/a'), undefined))
  it('compares literals by case', () => assert.equal(matchOf(['GET /a'], 'GET', '/A'), undefined))
  it('does not overlook a trailing slash', () => assert.equal(matchOf(['GET /hello'], 'GET', '/hello/'), undefined))
  it('matches no empty segment with {x}', () => assert.equal(matchOf(['GET /a/{x}'], 'GET', '/a/'), undefined))
  it('reaches no route with a method that no route key can name', () => {
    assert.equal(matchOf(['$default', 'ANY /a'], 'TRACE', '/a'), undefined)
  })

  it('lets a greedy variable be empty after a slash, but not be absent', () => {
    assert.deepEqual(matchOf(['ANY /m/{proxy+}'], 'GET', '/m/')?.pathParameters.get('proxy'), { raw: '', text: '' })
    assert.equal(matchOf(['ANY /m/{proxy+}'], 'GET', '/m'), undefined)
    assert.equal(matchOf(['ANY /{proxy+}'], 'GET', '/'), undefined)
  })

  it('routes %2F as the separator it decodes to', () => {
    assert.equal(matchOf(['GET /items/{id}'], 'GET', '/items/a%2Fb'), undefined)
    assert.equal(matchOf(['GET /items/{x}/{y}'], 'GET', '/items/a%2fb')?.routeKey, 'GET /items/{x}/{y}')
    assert.equal(matchOf(['ANY /{proxy+}', 'GET /admin/{x}'], 'GET', '/admin%2Fusers')?.routeKey, 'GET /admin/{x}')
  })

  it('distinguishes routes that differ in variable names only by what follows', () => {
    const keys = ['GET /n/{a}/x', 'GET /n/{b}/y']
    assert.equal(matchOf(keys, 'GET', '/n/1/y')?.pathParameters.get('b')?.text, '1')
  })

  it('finds a route by its own path, whatever other routes there are', () => {
    const segment = fc.stringMatching(/^[a-z0-9-]{1,8}$/)
    const method = fc.constantFrom(...routeMethods)
    const route = fc
      .tuple(method, fc.array(segment, { minLength: 1, maxLength: 4 }))
      .map(([m, s]) => `${m} /${s.join('/')}`)
    const others = fc.array(fc.constantFrom('GET /{a}', 'ANY /{a}/{b}', 'ANY /{proxy+}', 'GET /a/{proxy+}', '$default'))
    fc.assert(
      fc.property(route, others, (routeKey, more) => {
        const [verb = '', path = ''] = routeKey.split(' ')
        assert.equal(matchOf([...more, routeKey], verb, path)?.routeKey, routeKey)
      }),
    )
  })

  it('does not depend on the order of the routes', () => {
    const keys = ['GET /a/{x}', 'ANY /a/{proxy+}', 'GET /{proxy+}', 'ANY /a/b', 'POST /a/b', '$default', 'GET /{y}/b']
    const path = fc
      .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 4 })
      .map((segments) => `/${segments.join('/')}`)
    fc.assert(
      fc.property(
        fc.shuffledSubarray(keys, { minLength: keys.length }),
        fc.constantFrom(...routeMethods),
        path,
        (shuffled, method, raw) => {
          assert.equal(matchOf(shuffled, method, raw)?.routeKey, matchOf(keys, method, raw)?.routeKey)
        },
      ),
    )
  })
})

describe('the explanation of a miss', () => {
  const table = compileRoutes([['GET /hello', 0] as const, ['GET /a/{proxy+}', 1] as const])
  for (const [method, path, text] of [
    ['POST', '/hello', 'GET /hello has this path, but not the method POST'],
    ['GET', '/hello/', 'GET /hello would match without the trailing "/"'],
    ['PUT', '/a/b', 'GET /a/{proxy+} has this path, but not the method PUT'],
    ['GET', '/zzz', 'no route has this path'],
    ['TRACE', '/hello', 'no route can name the method TRACE'],
  ])
    it(`of ${method} ${path} is: ${text}`, () => assert.equal(table.explainMiss(method!, read(path!)), text))
})
