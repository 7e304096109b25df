import { type UploadOutcome, uploadImportFile } from '../../cognito/user-import/import-jobs.ts'
import type { HttpRequest } from '../../http/message.ts'
import { UploadTooLargeError } from '../../ports/uploads.ts'

/** The header that AWS's pre-signed URL is signed with (developer guide, "Importing users from a CSV file"). */
const requiredHeader = 'x-amz-server-side-encryption'

type Upload = Parameters<typeof uploadImportFile>[0]

/** Takes the CSV file of a user import job at its pre-signed URL, whoever sends it. */
export async function answerUserImportUpload(
  request: HttpRequest,
  context: Omit<Upload, 'now'> & { readonly clock: { now(): Date } },
): Promise<UploadOutcome | { readonly status: 400 | 405 | 413; readonly message: string }> {
  const { method, headers, url = '' } = request
  if (method !== 'PUT') return { status: 405, message: 'The pre-signed URL takes PUT only.' }
  if (headers[requiredHeader] !== 'aws:kms')
    return { status: 403, message: `The pre-signed URL takes the header ${requiredHeader}: aws:kms.` }
  const token = new URLSearchParams(url.slice(url.indexOf('?') + 1)).get('token') ?? ''
  try {
    return await uploadImportFile({ ...context, now: context.clock.now() }, token, request)
  } catch (error) {
    if (error instanceof UploadTooLargeError) return { status: 413, message: error.message }
    if (request.errored) return { status: 400, message: 'the body did not arrive' }
    throw error
  }
}
