import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openGateway } from '../../../test/support/gateway.ts'

describe('the id of an API', () => {
  const create = (Tags: Record<string, string>) => ({ Name: 'pets', ProtocolType: 'HTTP' as const, Tags })

  for (const tag of ['poolgate:id', '_custom_id_'])
    it(`is what the tag ${tag} says, once`, async (t) => {
      const { client } = await openGateway(t)
      assert.equal((await client.CreateApi(create({ [tag]: 'pets' }))).ApiId, 'pets')
      await assert.rejects(client.CreateApi(create({ [tag]: 'pets' })), {
        name: 'BadRequestException',
        message: 'An API with the id pets already exists.',
      })
      await client.DeleteApi({ ApiId: 'pets' })
      const tags = [{ name: tag, 'x-amazon-apigateway-tag-value': 'pets' }]
      const Body = JSON.stringify({ openapi: '3.0.1', info: { title: 'pets', version: '1' }, paths: {}, tags })
      assert.equal((await client.ImportApi({ Body })).ApiId, 'pets')
    })

  for (const id of ['ab', 'Pets', 'pets-1', 'a'.repeat(31)])
    it(`cannot be ${id}`, async (t) => {
      const { client } = await openGateway(t)
      await assert.rejects(client.CreateApi(create({ 'poolgate:id': id })), {
        name: 'BadRequestException',
        message: `The tag poolgate:id must have 3 to 30 lower-case letters and digits: ${id}`,
      })
    })
})
