import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createServedApi, openGateway } from '../../../test/support/gateway.ts'

const refusal = (problem: string) => ({
  name: 'BadRequestException',
  message: `Invalid mapping expression specified: Validation Result: warnings : [], errors : [${problem}]`,
})

describe('parameter mappings', () => {
  it('are read back as they were given', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId, IntegrationId } = await createServedApi(client)
    const RequestParameters = { 'append:header.x': '$context.requestId', 'remove:header.y': "''" }
    const ResponseParameters = { '500': { 'overwrite:statuscode': '403' } }
    await client.UpdateIntegration({ ApiId, IntegrationId, RequestParameters, ResponseParameters })
    const integration = await client.GetIntegration({ ApiId, IntegrationId })
    assert.deepEqual(integration.RequestParameters, RequestParameters)
    assert.deepEqual(integration.ResponseParameters, ResponseParameters)
  })

  it('are refused in the frame of AWS when they touch a reserved header (C38)', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId } = await createServedApi(client)
    const create = (more: object) =>
      client.CreateIntegration({
        ApiId,
        IntegrationType: 'HTTP_PROXY',
        IntegrationMethod: 'GET',
        IntegrationUri: 'https://www.example.com/',
        ...more,
      })
    await assert.rejects(
      create({ RequestParameters: { 'overwrite:header.Authorization': 'x' } }),
      refusal('Operations on header Authorization are restricted'),
    )
    await assert.rejects(
      create({ ResponseParameters: { '200': { 'append:overwrite.static': 'x' } } }),
      refusal('Invalid Response Actioned Parameter: append:overwrite.static'),
    )
    await assert.rejects(
      create({ ResponseParameters: { '199': { 'append:header.x': 'x' } } }),
      refusal('Invalid status code specified: 199'),
    )
    await assert.rejects(
      create({ RequestParameters: { 'append:header.x': '' } }),
      refusal('Invalid mapping expression specified: '),
    )
  })

  it('are changed one by one: an empty value takes one away, an empty map those of a status', async (t) => {
    const { client } = await openGateway(t)
    const { ApiId, IntegrationId } = await createServedApi(client)
    const update = async (more: object) => {
      const { RequestParameters, ResponseParameters } = await client.UpdateIntegration({
        ApiId,
        IntegrationId,
        ...more,
      })
      return [RequestParameters, ResponseParameters]
    }
    await update({
      RequestParameters: { 'append:header.a': '1', 'append:header.b': '2' },
      ResponseParameters: { '200': { 'append:header.a': '1' }, '500': { 'append:header.b': '2' } },
    })
    assert.deepEqual(
      await update({
        RequestParameters: { 'append:header.a': '', 'append:header.c': '3' },
        ResponseParameters: { '200': {}, '500': { 'append:header.c': '3' } },
      }),
      [
        { 'append:header.b': '2', 'append:header.c': '3' },
        { '500': { 'append:header.b': '2', 'append:header.c': '3' } },
      ],
    )
    assert.deepEqual(
      await update({
        RequestParameters: { 'append:header.b': '', 'append:header.c': '' },
        ResponseParameters: { '500': {} },
      }),
      [undefined, undefined],
    )
  })
})
