import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openGateway } from '../../../test/support/gateway.ts'
import { documentWith, get, importDocument, routeKeysOf } from '../../../test/support/openapi.ts'

describe('the base path of a document', () => {
  const paths = { '/e': { get }, '/': { get } }
  const servers = (url: string, basePath?: string) => [
    { url, ...(basePath !== undefined && { variables: { basePath: { default: basePath } } }) },
  ]
  for (const [mode, url, basePath, expected] of [
    [undefined, 'https://example.com/a/b/c', undefined, ['GET /', 'GET /e']],
    ['ignore', 'https://example.com/{basePath}', 'a/b/c', ['GET /', 'GET /e']],
    ['prepend', 'https://example.com/{basePath}', '/a/b/c', ['GET /a/b/c', 'GET /a/b/c/e']],
    ['prepend', 'https://example.com/x', 'a', ['GET /a', 'GET /a/e']],
    ['prepend', 'https://example.com/a/b/c/', undefined, ['GET /a/b/c', 'GET /a/b/c/e']],
    ['prepend', 'https://example.com', undefined, ['GET /', 'GET /e']],
    ['prepend', '/a', undefined, ['GET /a', 'GET /a/e']],
    ['split', 'https://example.com/{basePath}', 'a/b/c', ['GET /b/c', 'GET /b/c/e']],
    ['split', 'https://example.com/{basePath}', 'a', ['GET /', 'GET /e']],
  ] as const)
    it(`${basePath ?? url} goes before its paths with basepath=${mode}: ${expected.join(', ')}`, async (t) => {
      const { client } = await openGateway(t)
      const document = documentWith({ paths, servers: servers(url, basePath) })
      const { ApiId } = await importDocument(client, document, mode && { Basepath: mode })
      assert.deepEqual(await routeKeysOf(client, ApiId), expected)
    })

  it('is refused in any other way', async (t) => {
    const { client } = await openGateway(t)
    await assert.rejects(importDocument(client, documentWith(), { Basepath: 'append' }), {
      name: 'BadRequestException',
      message: 'basepath must be one of [ignore, prepend, split]: append',
    })
  })
})
