import type { Protocol } from './call.ts'
import { parseJsonObject, readValue, writeValue } from './json-values.ts'
import { shapeOf } from './model.ts'
import type { Service } from './service.ts'

const contentType = 'application/x-amz-json-1.1'

/** AWS JSON 1.1: the operation in `x-amz-target`, one JSON object each way, errors as `__type` and `message`, or `Message` where the model says so. */
export const awsJson: Protocol = {
  nameOperation(service, request) {
    const [prefix, name] = (request.headers['x-amz-target'] ?? '').split('.', 2)
    return prefix === service.model.metadata.targetPrefix ? name : undefined
  },

  readInput(service, name, request) {
    const body = parseJsonObject(request.body)
    const input = service.model.operations[name]?.input
    return input ? (readValue(service.model, shapeOf(service.model, input), body, 'member') as object) : {}
  },

  writeOutput(service, name, output, requestId) {
    const declared = service.model.operations[name]?.output
    // Operations without an output shape answer no bytes at all, the others at least `{}`.
    const body = declared
      ? JSON.stringify(
          writeValue(service.model, shapeOf(service.model, declared), output ?? {}, {
            naming: 'member',
            timestamps: 'epoch',
          }),
        )
      : ''
    return { status: 200, headers: { 'content-type': contentType, 'x-amzn-requestid': requestId }, body }
  },

  writeError(service, error, requestId) {
    const status = error.code === service.internalCode ? 500 : error.code === 'ForbiddenException' ? 403 : 400
    return {
      status,
      headers: {
        'content-type': contentType,
        'x-amzn-requestid': requestId,
        'x-amzn-errortype': `${error.code}:`,
        'x-amzn-errormessage': headerText(error.message),
      },
      body: JSON.stringify({
        __type: error.code,
        [messageMember(service, error.code)]: error.message,
        ...error.members,
      }),
    }
  },
}

function messageMember({ model }: Service, code: string): 'message' | 'Message' {
  const members = Object.hasOwn(model.shapes, code) ? model.shapes[code]?.members : undefined
  return members && Object.hasOwn(members, 'Message') ? 'Message' : 'message'
}

/** A message may hold anything the client sent; a header may not. */
function headerText(message: string): string {
  return message
    .replace(/[^\x20-\x7e]+/g, ' ')
    .slice(0, 1024)
    .trim()
}
