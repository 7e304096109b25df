import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openGateway } from '../../../test/support/gateway.ts'
import { documentWith, importDocument } from '../../../test/support/openapi.ts'

describe('a document that is no OpenAPI 3.0', () => {
  for (const [what, body, message] of [
    ['of Swagger', '{"swagger":"2.0"}', 'HTTP APIs support only OpenAPI 3.0: the document is Swagger 2.0'],
    ['of OpenAPI 3.1', '{"openapi":"3.1.0"}', 'HTTP APIs support only OpenAPI 3.0: the document is OpenAPI 3.1.0'],
    ['of no version', '{}', 'attribute openapi is missing'],
    ['that is a text', 'pets', 'The document is not an object'],
    ['that is empty', '', 'The document is not one YAML document'],
    ['without info', '{"openapi":"3.0.1"}', 'attribute info is missing'],
    ['without a title', '{"openapi":"3.0.1","info":{}}', 'attribute info.title is missing'],
    ['with an empty title', 'openapi: 3.0.1\ninfo: { title: }', 'attribute info.title is missing'],
    ['of broken YAML', 'openapi: "3', 'The document is not valid YAML: Missing closing "quote (line 1, column 12)'],
    ['of broken JSON', '{"openapi"', /^Invalid OpenAPI input\. The document is not valid JSON: .+/],
    [
      'of endless lists in JSON',
      `{"a":${'['.repeat(200)}${']'.repeat(200)}}`,
      'The document is nested deeper than 100 levels',
    ],
    [
      'of endless lists in YAML',
      `a: ${'['.repeat(200)}${']'.repeat(200)}`,
      'The document is nested deeper than 100 levels',
    ],
    [
      'of too much YAML',
      `a: "${'x'.repeat(1024 * 1024)}"`,
      'The document is too long for YAML: above 1 MiB, poolgate takes JSON',
    ],
  ] as const)
    it(`${what} is refused`, async (t) => {
      const { client } = await openGateway(t)
      const expected = typeof message === 'string' ? `Invalid OpenAPI input. ${message}` : message
      await assert.rejects(importDocument(client, body), { name: 'BadRequestException', message: expected })
    })

  it('is refused for what no API can be named', async (t) => {
    const { client } = await openGateway(t)
    await assert.rejects(importDocument(client, documentWith({ info: { title: 'x'.repeat(129), version: '1' } })), {
      name: 'BadRequestException',
      message:
        /^1 validation error detected: Value 'x+' at 'name' failed to satisfy constraint: Member must have length less than or equal to 128$/,
    })
  })
})
