import assert from 'node:assert/strict'
import { it } from 'node:test'
import { CreateApiMappingCommand, CreateDomainNameCommand } from '@aws-sdk/client-apigatewayv2'
import { assertGatewayAnswer } from '../../support/http-api.ts'
import { startLambdaEndpoint } from '../../support/lambda-endpoint.ts'
import { openPoolgate } from '../../support/poolgate.ts'

it('C75 of two API mappings the longer key is taken, and format 2.0 does not show it', async () => {
  const lambda = await startLambdaEndpoint()
  const { apis, clientOf, create } = await openPoolgate({ lambdaEndpoint: lambda.url })
  const DomainName = 'shop.example.com'
  const CertificateArn = 'arn:aws:acm:us-east-1:000000000000:certificate/0a1b'
  await apis.send(new CreateDomainNameCommand({ DomainName, DomainNameConfigurations: [{ CertificateArn }] }))
  for (const [ApiMappingKey, name] of [
    ['orders/v1', 'orders'],
    ['orders/v1/items', 'items'],
  ] as const) {
    const { ApiId } = await create({ routes: { $default: { to: lambda.arn(name) } } })
    await apis.send(new CreateApiMappingCommand({ DomainName, ApiId, Stage: '$default', ApiMappingKey }))
  }
  const { send } = clientOf(DomainName)

  assert.equal((await send('GET /orders/v1/items/3')).status, 200)
  assert.equal(lambda.invocations.at(-1)?.name, 'items')
  assert.equal(lambda.event()['rawPath'], '/3')
  await send('GET /orders/v1/itemsX')
  assert.equal(lambda.invocations.at(-1)?.name, 'orders')
  assert.equal(lambda.event()['rawPath'], '/itemsX')
  assertGatewayAnswer(await send('GET /orders/v2'), 404, 'Not Found')
})
